import { readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import sshpk from "sshpk";
import { stateDir } from "@/bin/dependencies.mjs";
import { type Stack, startStack } from "@/bin/stack/stack";
import type { Log, Measured } from "../benchmark";
import { Customer, type LaunchRequest, prepareLaunch } from "../launch-to-ssh/customer";
import { median } from "../statistics";
import { Fleet } from "./fleet";

const HOSTS = 1_000;
const HEARTBEAT_MS = 10_000;
const LOAD_MS = Number(process.env.LOAD_SECONDS ?? 300) * 1_000;
/** Caches fill, code is compiled: what the process holds before that says nothing of growth. */
const WARM_UP_MS = Math.min(60_000, LOAD_MS / 5);
const READ_EVERY_MS = 250;
const LAUNCH_EVERY_MS = 3_000;
const RUNS_FOR_MS = 25_000;
const SKU = "h100-sxm-80.x1";
const READS = ["/api/v1/instances", "/api/v1/catalogue", "/overview", "/catalogue", "/instances", "/usage"];

type Kind = "heartbeat" | "read" | "launch" | "bare";

class Timings {
  readonly ms: Record<Kind, number[]> = { heartbeat: [], read: [], launch: [], bare: [] };
  readonly errors: string[] = [];

  async time<T>(kind: Kind, work: () => Promise<T>): Promise<T | null> {
    const began = performance.now();
    try {
      const done = await work();
      this.ms[kind].push(performance.now() - began);
      return done;
    } catch (error) {
      this.errors.push(`${kind}: ${(error as Error).message}`);
      return null;
    }
  }

  p(kind: Kind, share: number): number {
    const sorted = this.ms[kind].toSorted((a, b) => a - b);
    return sorted[Math.ceil(sorted.length * share) - 1] ?? 0;
  }
}

/**
 * Five minutes of a thousand hosts that report every ten seconds, with pages and API reads and launches among them, on one web process and one
 * worker. The figure is what the web process holds in memory at the end, of what it held once warm; any answer but the expected is an error and
 * fails the run. Beside the waits stands that of a route that does next to nothing, in the same minutes.
 */
export async function measureLoad(log: Log): Promise<Measured> {
  const running = await startStack({
    dir: path.join(stateDir, "bench"),
    settings: { OPENHALL_HEARTBEAT_MS: String(HEARTBEAT_MS) },
  });
  try {
    return await load(running.stack, log);
  } finally {
    await running.stop();
  }
}

async function load(stack: Stack, log: Log): Promise<Measured> {
  const { record } = stack;
  const customer = new Customer(record.url);
  await customer.signIn(record.demo.signIns.find(({ label }) => label === "customer")!);
  const request = await prepareLaunch(record, sshpk.generatePrivateKey("ed25519").toPublic().toString("ssh"), SKU);
  const fleet = await Fleet.enrol(record, HOSTS);
  log(`${HOSTS} simulated hosts enrolled`);
  const timings = new Timings();
  const rss: { at: number; mib: number }[] = [];
  const began = performance.now();
  const isOver = () => performance.now() - began > LOAD_MS;
  try {
    await Promise.all([
      ...fleet.hosts.map(async (host, at) => {
        await sleep((at * HEARTBEAT_MS) / HOSTS);
        while (!isOver()) {
          const due = performance.now() + HEARTBEAT_MS;
          await timings.time("heartbeat", async () => ok(await fetch(host.request(record.url))));
          await sleep(Math.max(0, due - performance.now()));
        }
      }),
      repeat(isOver, READ_EVERY_MS, (turn) => timings.time("read", () => customer.read(READS[turn % READS.length]!))),
      repeat(isOver, READ_EVERY_MS, () =>
        timings.time("bare", async () => ok(await fetch(`${record.url}/api/health/live`))),
      ),
      repeat(isOver, LAUNCH_EVERY_MS, () => rent(customer, fleet, request, timings)),
      repeat(isOver, 5_000, async () => {
        rss.push({ at: performance.now() - began, mib: residentMib(stack) });
      }),
    ]);
  } finally {
    await fleet.close();
  }
  if (timings.errors.length > 0)
    throw new Error(
      `${timings.errors.length} errors, such as: ${[...new Set(timings.errors)].slice(0, 5).join(" | ")}`,
    );
  return summary(timings, rss, log);
}

function summary(timings: Timings, rss: { at: number; mib: number }[], log: Log): Measured {
  const quarter = (LOAD_MS - WARM_UP_MS) / 4;
  const warm = median(rss.filter(({ at }) => at >= WARM_UP_MS && at < WARM_UP_MS + quarter).map(({ mib }) => mib));
  const end = median(rss.filter(({ at }) => at >= LOAD_MS - quarter).map(({ mib }) => mib));
  const figures: Record<string, number> = { warmMib: warm, endMib: end };
  for (const kind of ["heartbeat", "read", "launch", "bare"] as const) {
    figures[`${kind}s`] = timings.ms[kind].length;
    figures[`${kind}P50Ms`] = timings.p(kind, 0.5);
    figures[`${kind}P99Ms`] = timings.p(kind, 0.99);
    log(
      `${kind}: ${timings.ms[kind].length}, p50 ${timings.p(kind, 0.5).toFixed(0)} ms, p99 ${timings.p(kind, 0.99).toFixed(0)} ms`,
    );
  }
  return { ratio: end / warm, figures };
}

/** One lease: launched over the API, run by the host that it was placed on, ended a little later. */
async function rent(customer: Customer, fleet: Fleet, request: LaunchRequest, timings: Timings): Promise<void> {
  const lease = await timings.time("launch", () =>
    customer.call<{ id: string }>("POST", "/api/v1/instances", {
      ...request,
      idempotencyKey: crypto.randomUUID(),
    }),
  );
  if (!lease) return;
  const host = await fleet.hostOf(lease.id);
  host.start(lease.id);
  void sleep(RUNS_FOR_MS).then(async () => {
    await timings.time("launch", () => customer.call("POST", `/api/v1/instances/${lease.id}/close`));
    host.end(lease.id);
  });
}

async function repeat(isOver: () => boolean, everyMs: number, work: (turn: number) => Promise<unknown>): Promise<void> {
  for (let turn = 0; !isOver(); turn += 1) {
    const due = performance.now() + everyMs;
    await work(turn);
    await sleep(Math.max(0, due - performance.now()));
  }
}

async function ok(response: Response): Promise<void> {
  await response.arrayBuffer();
  if (!response.ok) throw new Error(`${new URL(response.url).pathname} answered ${response.status}`);
}

function residentMib(stack: Stack): number {
  const { pid } = stack.processes.find("web")!;
  const [, kib] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kib) / 1_024;
}
