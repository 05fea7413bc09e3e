import type { InstanceReport } from "@/lib/core/contracts/agent";
import { CUT_OFF_LIMIT_MS, RESTARTS_AN_HOUR, SILENT_LIMIT_MS, TOLERANCE_MS } from "./promises";

type Told = "incarnation" | "phase" | "containerId" | "uptimeMs" | "endedAgoMs";
/** What one report says of one lease; nothing where the container is not among those that the host has. */
export type Seen = Pick<InstanceReport, Told> | undefined;

export interface Mark {
  second: number;
  state: string;
}

export interface Proof {
  atMs: number;
  uptimeMs: number;
  containerId: string;
  bootId: string;
}

/** Each second between the first mark and the last, with its state and the number of its interval. */
export function secondsOf(marks: readonly Mark[]): { start: number; states: string[]; intervals: number[] } {
  const states: string[] = [];
  const intervals: number[] = [];
  marks.slice(0, -1).forEach(({ second, state }, at) => {
    for (let s = second; s < marks[at + 1]!.second; s++) {
      states.push(state);
      intervals.push(at);
    }
  });
  return { start: marks[0]!.second, states, intervals };
}

/** The second at which a container ended by its report, where its uptime bears that out; else the last that is proven. */
export function borneOut(
  proof: Proof | null,
  proven: number,
  { atMs, seen, bootId }: { atMs: number; seen: NonNullable<Seen>; bootId: string },
): number {
  const saidMs = atMs - (seen.endedAgoMs ?? 0);
  if (!proof) return saidMs / 1_000;
  const same = seen.containerId === proof.containerId && bootId === proof.bootId && seen.uptimeMs !== null;
  const ranThrough = same && seen.uptimeMs! - proof.uptimeMs >= saidMs - proof.atMs - TOLERANCE_MS;
  return ranThrough ? saidMs / 1_000 : proven;
}

/** Where its host is silent or has restarted, nobody waits longer than an hour for an instance; where it speaks, a day. */
export function outageEnds(outMs: number, heardAgoMs: number | null, isSameBoot: boolean): "keep" | "stop" | null {
  if (outMs <= SILENT_LIMIT_MS) return null;
  if (heardAgoMs === null || heardAgoMs >= SILENT_LIMIT_MS || !isSameBoot) return "keep";
  return outMs >= CUT_OFF_LIMIT_MS ? "stop" : null;
}

export function restartsAllTheTime(restartsMs: readonly number[], atMs: number): boolean {
  return restartsMs.filter((ms) => atMs - ms < 3_600_000).length >= RESTARTS_AN_HOUR;
}
