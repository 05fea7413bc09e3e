import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { IdempotencyStore } from "./api/idempotency";
import type { Webhooks } from "./api/webhooks";
import type { World } from "./api/world";

const pauseMs = 300;

interface Parts {
  world: World;
  webhooks: Webhooks;
  idempotency: IdempotencyStore;
}

interface Saved {
  apiVersion: string;
  url: string;
  clockOffsetMs: number;
  world: ReturnType<World["save"]>;
  webhooks: ReturnType<Webhooks["save"]>;
  idempotency: ReturnType<IdempotencyStore["save"]>;
}

/** Keeps the state between runs, soon after each change and at the end. */
export class StateFile {
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly file: string | null,
    private readonly parts: Parts,
  ) {}

  load(): void {
    if (!this.file || !existsSync(this.file)) return;
    const { world, webhooks, idempotency } = this.parts;
    const saved = JSON.parse(readFileSync(this.file, "utf8")) as Saved;
    if (saved.apiVersion !== world.contract.apiVersion) {
      throw new Error(`${this.file} was written for Stripe ${saved.apiVersion}: remove it to start over.`);
    }
    world.clock.offsetMs = saved.clockOffsetMs;
    world.load(this.withCurrentUrl(saved));
    webhooks.load(saved.webhooks);
    idempotency.load(saved.idempotency);
  }

  saveSoon(): void {
    if (!this.file || this.timer) return;
    this.timer = setTimeout(() => this.save(), pauseMs);
    this.timer.unref();
  }

  save(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    if (!this.file) return;
    const { world, webhooks, idempotency } = this.parts;
    const saved: Saved = {
      apiVersion: world.contract.apiVersion,
      url: world.url,
      clockOffsetMs: world.clock.offsetMs,
      world: world.save(),
      webhooks: webhooks.save(),
      idempotency: idempotency.save(),
    };
    mkdirSync(path.dirname(path.resolve(this.file)), { recursive: true });
    writeFileSync(`${this.file}.draft`, JSON.stringify(saved));
    renameSync(`${this.file}.draft`, this.file);
  }

  /** Pages of an earlier run are reached at this run's port. */
  private withCurrentUrl(saved: Saved): Saved["world"] {
    const text = JSON.stringify(saved.world).replaceAll(`"${saved.url}/pages/`, `"${this.parts.world.url}/pages/`);
    return JSON.parse(text) as Saved["world"];
  }
}
