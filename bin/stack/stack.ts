import { randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ensureBuild } from "@/bin/build.mjs";
import { root } from "@/bin/dependencies.mjs";
import { newReceiptKey } from "@/bin/receipt-key";
import { LOCAL_PROBES, probeArgs } from "@/bin/up/probes";
import { type Cluster, findFreePort } from "@/db/cluster";
import type { SeededDemo } from "@/db/seed/main";
import { removeDatabase, startDatabase } from "./database";
import { closeEngines } from "./hosts";
import { catcherArgs, mailSettings, waitForCatcher } from "./mail";
import { StackProcesses } from "./processes";
import { standInArgs, stripeSettings, waitForStandIn } from "./stripe";

const healthLimitMs = 60_000;
/** Logs are for whoever asks why a run failed; the book of processes says that this one still runs. */
const keptFiles = new Set(["logs", "processes.json"]);

export interface StackRecord {
  url: string;
  databaseUrl: string;
  /** For what only the tables' owner can do. */
  ownerUrl: string;
  /** What the stack's processes run with beside the environment of their starter. */
  settings: Record<string, string>;
  demo: SeededDemo;
}

/** A whole marketplace for one run of tests or benchmarks, beside whatever `npm run up` runs, and gone afterwards. */
export class Stack {
  readonly processes: StackProcesses;

  private constructor(
    readonly dir: string,
    readonly record: StackRecord,
  ) {
    this.processes = new StackProcesses(dir);
  }

  static save(dir: string, record: StackRecord): Stack {
    writeFileSync(path.join(dir, "stack.json"), JSON.stringify(record, null, 2), { mode: 0o600 });
    return new Stack(dir, record);
  }

  /** The one that another process has started and holds. */
  static open(dir: string): Stack {
    return new Stack(dir, JSON.parse(readFileSync(path.join(dir, "stack.json"), "utf8")) as StackRecord);
  }

  get env(): NodeJS.ProcessEnv {
    const { databaseUrl, settings } = this.record;
    const bin = path.join(root, "node_modules/.bin");
    return {
      ...process.env,
      PATH: [bin, process.env.PATH].join(path.delimiter),
      NODE_ENV: "production",
      NEXT_TELEMETRY_DISABLED: "1",
      TZ: "UTC",
      DATABASE_URL: databaseUrl,
      ...settings,
    };
  }

  startWorker(): void {
    this.processes.start("worker", ["--import", "tsx", "worker/main.ts"], this.env);
  }

  /** Two that look from this machine: what they see is not how the internet sees a host. */
  startProbes(from?: string): void {
    for (const name of LOCAL_PROBES) this.processes.start(name, probeArgs(name, from), this.env);
  }

  async stopProbes(): Promise<void> {
    await Promise.all(LOCAL_PROBES.map((name) => this.processes.end(name, "SIGTERM")));
  }

  /** The agent that was enrolled with this state folder. */
  startAgent(name: string, agentStateDir: string, settings: Record<string, string> = {}): void {
    const args = ["--import", "tsx", "agent/main.ts", "run", "--state-dir", agentStateDir];
    this.processes.start(name, args, { ...this.env, ...settings });
  }

  /** Of the stack's own, with nothing kept from earlier runs. */
  async startStripe(): Promise<void> {
    const { url, settings } = this.record;
    const port = Number(new URL(settings.STRIPE_API_URL!).port);
    this.processes.start("stripe", standInArgs(port, url, null), this.env);
    await waitForStandIn(port, () => this.processes.find("stripe") !== null).catch((error: Error) => {
      throw new Error(`${error.message}\n${this.processes.tail("stripe")}`);
    });
  }

  /** Where the mails that the stack sends are read. */
  get mailUrl(): string {
    return this.record.settings.MAIL_CATCHER_URL!;
  }

  /** Catches what the stack sends, and delivers nothing. */
  async startMail(): Promise<void> {
    const { settings } = this.record;
    const smtp = Number(new URL(settings.SMTP_URL!).port);
    const ports = { smtp, web: Number(new URL(this.mailUrl).port) };
    this.processes.start("mail", catcherArgs(ports), this.env);
    await waitForCatcher(ports, () => this.processes.find("mail") !== null).catch((error: Error) => {
      throw new Error(`${error.message}\n${this.processes.tail("mail")}`);
    });
  }

  async startWeb(): Promise<void> {
    const { url } = this.record;
    const args = ["--import", "tsx", "web/main.ts", "--port", new URL(url).port, "--host", "127.0.0.1"];
    this.processes.start("web", args, this.env);
    for (const deadline = Date.now() + healthLimitMs; Date.now() < deadline; await sleep(100)) {
      const response = await fetch(`${url}/api/health`).catch(() => null);
      if (response?.ok) return;
      if (!this.processes.find("web")) break;
    }
    throw new Error(`The web server is not well:\n${this.processes.tail("web")}`);
  }
}

interface StackOptions {
  /** Holds all that the run writes. */
  dir: string;
  /** OPENHALL_… settings of the stack's processes. */
  settings?: Record<string, string>;
  /** Given the owner's address of the migrated database before it is seeded. */
  prepareDatabase?: (ownerUrl: string) => Promise<void>;
  /** Where whoever starts the stack wants the worker later, or not at all. */
  withoutWorker?: boolean;
}

export interface RunningStack {
  stack: Stack;
  stop(): Promise<void>;
}

/** Build, database, seed, web and worker. What a killed run left in the folder is ended first. */
export async function startStack(options: StackOptions): Promise<RunningStack> {
  const { dir, settings = {} } = options;
  mkdirSync(dir, { recursive: true });
  const processes = new StackProcesses(dir);
  if (!processes.claim("self")) throw new Error(`Another run works in ${dir}: wait for its end.`);
  let cluster: Cluster | null = null;
  const clear = async () => {
    await processes.endAll();
    await closeEngines(dir);
    await removeDatabase(dir, cluster);
    for (const name of readdirSync(dir).filter((entry) => !keptFiles.has(entry))) {
      rmSync(path.join(dir, name), { recursive: true, force: true });
    }
  };
  const stop = async () => {
    await clear();
    processes.release();
  };
  await clear();
  rmSync(path.join(dir, "logs"), { recursive: true, force: true });
  mkdirSync(path.join(dir, "logs"));
  try {
    const [database] = await Promise.all([startDatabase(dir, options.prepareDatabase), ensureBuild()]);
    cluster = database.cluster;
    // a name, because passkeys are of a site with one
    const url = `http://localhost:${await findFreePort()}`;
    const webhookSecret = `whsec_${randomBytes(24).toString("hex")}`;
    const secrets = {
      ...stripeSettings({ port: await findFreePort(), webhookSecret }),
      ...mailSettings({ smtp: await findFreePort() }),
      MAIL_CATCHER_URL: `http://127.0.0.1:${await findFreePort()}`,
      NEXTAUTH_URL: url,
      NEXTAUTH_SECRET: randomBytes(32).toString("hex"),
      OPENHALL_RECEIPT_KEY: newReceiptKey(),
      OPENHALL_RATE_LIMIT_FACTOR: "1000",
      OPENHALL_PROBE_ADDRESSES: "any",
      // the seeded desk signs in without a second factor
      OPENHALL_STAFF_FACTOR: "advised",
    };
    const { url: databaseUrl, ownerUrl, demo } = database;
    const stack = Stack.save(dir, { url, databaseUrl, ownerUrl, demo, settings: { ...settings, ...secrets } });
    await Promise.all([stack.startStripe(), stack.startMail()]);
    await stack.startWeb();
    if (!options.withoutWorker) stack.startWorker();
    return { stack, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
