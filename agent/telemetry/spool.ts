import { appendFile, mkdir, readdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import {
  OLDEST_SAMPLE_MS,
  type TelemetryBatch,
  type TelemetryFigures,
  telemetryFigures,
} from "@/lib/core/contracts/telemetry";

/** A day of eight accelerators, about. */
const MOST_BYTES = 16 << 20;

/** Both clocks, for the monotonic one is worth more and lasts until the next boot. */
export interface Instant {
  wallMs: number;
  upMs: number;
  bootId: string;
}

const spooledSample = telemetryFigures.extend({
  uuid: z.string(),
  wallMs: z.number(),
  upMs: z.number(),
  bootId: z.string(),
});
type SpooledSample = z.infer<typeof spooledSample>;

interface Sealed {
  run: number;
  batch: number;
  path: string;
  bytes: number;
}

const nameOf = (run: number, batch: number) =>
  `telemetry-${String(run).padStart(10, "0")}-${String(batch).padStart(10, "0")}.ndjson`;
const NAME = /^telemetry-(\d{10})-(\d{10})\.ndjson$/;

/**
 * Samples on disk until the platform has them, a file a batch. What is sampled is appended at once, so that a killed agent loses a line at
 * most; a batch keeps its number over restarts, so that the platform knows one that it has. Full, it gives up its oldest batches.
 */
export class Spool {
  #sealed: Sealed[] = [];
  #open: { batch: number; bytes: number };
  /** Samples given up in this run. */
  dropped = 0;

  private constructor(
    readonly dir: string,
    readonly run: number,
    readonly mostBytes: number,
  ) {
    this.#open = { batch: 1, bytes: 0 };
  }

  static async open(stateDir: string, run: number, mostBytes = MOST_BYTES): Promise<Spool> {
    const dir = join(stateDir, "spool");
    await mkdir(dir, { recursive: true, mode: 0o700 });
    const spool = new Spool(dir, run, mostBytes);
    for (const name of (await readdir(dir)).sort()) {
      const [, ofRun, batch] = NAME.exec(name) ?? [];
      if (ofRun === undefined) continue;
      const path = join(dir, name);
      spool.#sealed.push({ run: Number(ofRun), batch: Number(batch), path, bytes: (await stat(path)).size });
    }
    return spool;
  }

  get bytes(): number {
    return this.#sealed.reduce((sum, { bytes }) => sum + bytes, this.#open.bytes);
  }

  get batches(): number {
    return this.#sealed.length;
  }

  async append(samples: ReadonlyMap<string, TelemetryFigures>, at: Instant): Promise<void> {
    const lines = [...samples].map(([uuid, figures]) => `${JSON.stringify({ uuid, ...at, ...figures })}\n`).join("");
    if (lines === "") return;
    await appendFile(join(this.dir, nameOf(this.run, this.#open.batch)), lines, { mode: 0o600 }).catch(
      (error: Error) => {
        this.dropped += samples.size;
        throw error;
      },
    );
    this.#open.bytes += Buffer.byteLength(lines);
  }

  /** Ends the batch that is being filled, so that it can be sent. */
  async seal(): Promise<void> {
    const { batch, bytes } = this.#open;
    if (bytes === 0) return;
    this.#sealed.push({ run: this.run, batch, bytes, path: join(this.dir, nameOf(this.run, batch)) });
    this.#open = { batch: batch + 1, bytes: 0 };
    while (this.bytes > this.mostBytes && this.#sealed.length > 1) await this.#giveUp(this.#sealed[0]!);
  }

  /** The oldest batch as it is to be sent at this instant; null where all are with the platform. */
  async oldest(now: Instant): Promise<TelemetryBatch | null> {
    for (;;) {
      const sealed = this.#sealed[0];
      if (!sealed) return null;
      const samples = await readSamples(sealed.path);
      const sent = samples
        .map((sample) => ({ sample, ageMs: ageOf(sample, now) }))
        .filter(({ ageMs }) => ageMs <= OLDEST_SAMPLE_MS);
      this.dropped += samples.length - sent.length;
      if (sent.length > 0) return batchOf(sealed, sent, this.dropped);
      await this.#remove(sealed);
    }
  }

  /** Of a batch that the platform has. */
  async forget({ run, batch }: Pick<TelemetryBatch, "run" | "batch">): Promise<void> {
    const sealed = this.#sealed.find((one) => one.run === run && one.batch === batch);
    if (sealed) await this.#remove(sealed);
  }

  /** Of a batch that the platform will never take. */
  async refuse({ run, batch }: Pick<TelemetryBatch, "run" | "batch">): Promise<void> {
    const sealed = this.#sealed.find((one) => one.run === run && one.batch === batch);
    if (sealed) await this.#giveUp(sealed);
  }

  async #giveUp(sealed: Sealed): Promise<void> {
    this.dropped += (await readSamples(sealed.path)).length;
    await this.#remove(sealed);
  }

  async #remove(sealed: Sealed): Promise<void> {
    this.#sealed = this.#sealed.filter((one) => one !== sealed);
    await rm(sealed.path, { force: true });
  }
}

/** A line that was cut by the end of the process, or of the disk, is no sample. */
async function readSamples(path: string): Promise<SpooledSample[]> {
  const text = await readFile(path, "utf8").catch(() => "");
  return text.split("\n").flatMap((line) => {
    try {
      const read = spooledSample.safeParse(JSON.parse(line));
      return read.success ? [read.data] : [];
    } catch {
      return [];
    }
  });
}

function ageOf({ bootId, upMs, wallMs }: Instant, now: Instant): number {
  return Math.max(0, Math.round(bootId === now.bootId ? now.upMs - upMs : now.wallMs - wallMs));
}

function batchOf(
  { run, batch }: Sealed,
  sent: readonly { sample: SpooledSample; ageMs: number }[],
  dropped: number,
): TelemetryBatch {
  const byUuid = new Map<string, TelemetryBatch["accelerators"][number]["samples"]>();
  for (const { sample, ageMs } of sent) {
    const { uuid, wallMs: _wall, upMs: _up, bootId: _boot, ...figures } = sample;
    byUuid.set(uuid, [...(byUuid.get(uuid) ?? []), { ageMs, ...figures }]);
  }
  return { run, batch, dropped, accelerators: [...byUuid].map(([uuid, samples]) => ({ uuid, samples })) };
}
