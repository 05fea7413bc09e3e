import { readFileSync } from "node:fs";
import { SAMPLE_INTERVAL_MS } from "@/lib/core/contracts/telemetry";
import type { Log } from "../log";
import { backoffMs } from "../transport/backoff";
import type { Client } from "../transport/client";
import { RefusedError } from "../transport/http";
import { Wake } from "../wake";
import type { Latest } from "./latest";
import type { Sampler } from "./sampler";
import type { Instant, Spool } from "./spool";

const SAMPLES_PER_BATCH = 3;
/** Catching up after a time offline, so that the host's other messages have room beside. */
const BETWEEN_BATCHES_MS = 400;
/** A platform of before telemetry is asked again rarely. */
const UNKNOWN_THERE_MS = 600_000;
/** What the platform says of a message that it will never take. */
const NEVER_TAKEN = new Set([400, 413, 422]);

let bootId: string | null = null;

function present(): Instant {
  if (bootId === null) {
    try {
      bootId = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    } catch {
      // without one, only this process knows its monotonic clock again
      bootId = `${process.pid}-${Date.now()}`;
    }
  }
  return { wallMs: Date.now(), upMs: Number(process.hrtime.bigint() / 1_000_000n), bootId };
}

export interface TelemetryOptions {
  sampler: Sampler;
  spool: Spool;
  latest: Latest;
  client: Pick<Client, "telemetry">;
  log: Log;
  signal: AbortSignal;
  intervalMs?: number;
}

/** Samples every ten seconds and sends every thirty, each in a loop of its own: one that hangs holds up neither the other nor the heartbeat. */
export async function telemetryLoops(options: TelemetryOptions): Promise<void> {
  const ready = new Wake();
  await Promise.all([sampleLoop(options, ready), sendLoop(options, ready)]);
}

async function sampleLoop(
  { sampler, spool, latest, log, signal, intervalMs = SAMPLE_INTERVAL_MS }: TelemetryOptions,
  ready: Wake,
) {
  let failed = false;
  for (let taken = 1; !signal.aborted; taken += 1) {
    const began = performance.now();
    try {
      const figures = await sampler.read();
      latest.figures = figures;
      await spool.append(figures, present());
      if (taken % SAMPLES_PER_BATCH === 0) {
        await spool.seal();
        ready.wake();
      }
      failed = false;
    } catch (error) {
      if (!failed) log.warn({ event: "telemetry-failed", reason: (error as Error).message });
      failed = true;
    }
    await new Wake().wait(Math.max(0, intervalMs - (performance.now() - began)), signal);
  }
  await spool.seal().catch(() => undefined);
}

async function sendLoop(options: TelemetryOptions, ready: Wake) {
  const { spool, log, signal, intervalMs = SAMPLE_INTERVAL_MS } = options;
  let failures = 0;
  while (!signal.aborted) {
    try {
      const sent = await sendOldest(options);
      failures = 0;
      if (!sent) await ready.wait(intervalMs * SAMPLES_PER_BATCH, signal);
      else if (spool.batches > 0) await new Wake().wait(BETWEEN_BATCHES_MS, signal);
    } catch (error) {
      if (signal.aborted) return;
      failures += 1;
      const status = error instanceof RefusedError ? error.status : null;
      log.warn({ event: "telemetry-unsent", failures, status, spooled: spool.bytes, reason: (error as Error).message });
      await new Wake().wait(status === 404 ? UNKNOWN_THERE_MS : backoffMs(failures), signal);
    }
  }
}

/** Whether there was one. */
async function sendOldest({ spool, client, signal }: TelemetryOptions): Promise<boolean> {
  const batch = await spool.oldest(present());
  if (batch === null) return false;
  try {
    await client.telemetry(batch, signal);
  } catch (error) {
    if (error instanceof RefusedError && NEVER_TAKEN.has(error.status)) await spool.refuse(batch);
    throw error;
  }
  await spool.forget(batch);
  return true;
}
