import type { DesiredInstance } from "@/lib/core/contracts/agent";
import type { HostWatch } from "./host-watch";
import type { Log } from "./log";
import type { Instances } from "./runtime/instances";
import { backoffMs } from "./transport/backoff";
import type { Client } from "./transport/client";
import { RefusedError } from "./transport/http";
import { Wake } from "./wake";

const LONG_POLL_MS = 20_000;
const FIRST_HEARTBEAT_MS = 5_000;

/** What the two loops share: each tells the other what it learns. */
export class Heartbeat {
  intervalMs = FIRST_HEARTBEAT_MS;
  /** The newest revision that a report's answer named. */
  announcedRevision = -1;
  /** The revision that is being carried out; null before the first. */
  knownRevision: number | null = null;
  /** What that revision asks for. */
  wanted: readonly DesiredInstance[] = [];
  /** When the platform last took a report, by the monotonic clock; null before the first. */
  reportedAt: number | null = null;
  readonly report = new Wake();
  #poll: AbortController | null = null;

  get isBehind(): boolean {
    return this.knownRevision === null || this.announcedRevision > this.knownRevision;
  }

  startPoll(signal: AbortSignal): AbortSignal {
    this.#poll = new AbortController();
    return AbortSignal.any([signal, this.#poll.signal]);
  }

  endPoll(): void {
    this.#poll?.abort();
  }
}

export interface LoopOptions {
  client: Client;
  instances: Instances;
  host: HostWatch;
  heartbeat: Heartbeat;
  log: Log;
  signal: AbortSignal;
}

function logFailure(log: Log, channel: string, failures: number, error: unknown): void {
  const { message: reason, requestId } = error as Error & { requestId?: string };
  const fields = { event: "platform-failed", channel, failures, reason, requestId };
  if (error instanceof RefusedError) log.error({ ...fields, status: error.status, code: error.code });
  else log.warn(fields);
}

/** Tells the platform the whole observed state: at once on a change, else every heartbeat. One request at a time. */
export async function reportLoop({ client, instances, host, heartbeat, log, signal }: LoopOptions): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    try {
      const body = {
        sentAt: new Date().toISOString(),
        facts: host.facts,
        accelerators: [...host.accelerators],
        instances: instances.reports(),
      };
      const answer = await client.report(body, signal);
      if (failures > 0) log.info({ event: "platform-back", channel: "report", failures });
      failures = 0;
      heartbeat.reportedAt = performance.now();
      heartbeat.intervalMs = answer.heartbeatMs;
      heartbeat.announcedRevision = answer.desiredRevision;
      if (heartbeat.isBehind) heartbeat.endPoll();
      await heartbeat.report.wait(answer.heartbeatMs, signal);
    } catch (error) {
      if (signal.aborted) return;
      failures += 1;
      logFailure(log, "report", failures, error);
      await new Wake().wait(backoffMs(failures), signal);
    }
  }
}

/** Learns what the platform wants. As long as it cannot be asked, everything stays as it is. */
export async function desiredLoop({ client, instances, heartbeat, log, signal }: LoopOptions): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    const pollSignal = heartbeat.startPoll(signal);
    try {
      const waitMs = heartbeat.isBehind ? 0 : LONG_POLL_MS;
      const { revision, instances: wanted } = await client.desired(heartbeat.knownRevision ?? 0, waitMs, pollSignal);
      if (failures > 0) log.info({ event: "platform-back", channel: "desired", failures });
      failures = 0;
      if (revision !== heartbeat.knownRevision) log.info({ event: "desired", revision, instances: wanted.length });
      heartbeat.knownRevision = revision;
      // an announcement that the answer does not bear out must not become a loop without a wait
      heartbeat.announcedRevision = Math.min(heartbeat.announcedRevision, revision);
      heartbeat.wanted = wanted;
      instances.setDesired(wanted);
    } catch (error) {
      if (signal.aborted) return;
      if (pollSignal.aborted) continue;
      failures += 1;
      logFailure(log, "desired", failures, error);
      await new Wake().wait(backoffMs(failures), signal);
    }
  }
}
