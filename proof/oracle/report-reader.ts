import type { InstanceReport } from "@/lib/core/contracts/agent";

/** What one report says of one lease; nothing where the container is not among those that the host has. */
export type Seen = Pick<InstanceReport, "phase" | "containerId" | "uptimeMs" | "endedAgoMs"> | undefined;

/** What the specification promises, in its own words; on purpose not imported from the code under test. */
const BOOT_LIMIT_MS = 180_000;
const SILENCE_MS = 45_000;
const ABANDON_MS = 3_600_000;
const ABSENCE_MS = 10_000;
const TOLERANCE_MS = 5_000;
const LONGEST_STOP_SECONDS = 30;

interface Mark {
  second: number;
  state: string;
}

interface Proof {
  atMs: number;
  uptimeMs: number;
  containerId: string;
  bootId: string;
}

/**
 * Reads the same reports as the platform, naively: from a second on, everything is in a state, until something else is learnt. Times are
 * milliseconds since the world's start.
 */
export class ReportReader {
  private readonly marks: Mark[];
  private phase: "provisioning" | "running" | "unreachable" | "stopping" | "over" = "provisioning";
  private proof: Proof | null = null;
  private proven: number;
  private stopMs: number | null = null;

  constructor(private readonly launchedMs: number) {
    this.proven = Math.floor(launchedMs / 1_000);
    this.marks = [{ second: this.proven, state: "provisioning" }];
  }

  get isOver(): boolean {
    return this.phase === "over";
  }

  /** Seconds and their intervals from the launch to the end. */
  seconds(): { start: number; states: string[]; intervals: number[] } {
    const states: string[] = [];
    const intervals: number[] = [];
    this.marks.slice(0, -1).forEach(({ second, state }, at) => {
      for (let s = second; s < this.marks[at + 1]!.second; s++) {
        states.push(state);
        intervals.push(at);
      }
    });
    return { start: this.marks[0]!.second, states, intervals };
  }

  askToStop(atMs: number) {
    if (this.phase === "over" || this.phase === "stopping") return;
    this.phase = "stopping";
    this.stopMs = atMs;
  }

  report(atMs: number, seen: Seen, bootId: string) {
    if (this.phase === "over") return;
    if (!seen) this.readAbsence(atMs);
    else if (seen.phase === "exited" || seen.phase === "failed") this.readEnd(atMs, seen, bootId);
    else if (seen.containerId === null || seen.uptimeMs === null) return;
    else if (this.phase === "provisioning") {
      if (seen.phase === "reachable") this.run(atMs, seen.uptimeMs, seen.containerId, bootId);
    } else if (this.proof) this.readRunning(atMs, seen.phase, seen.uptimeMs, seen.containerId, bootId);
  }

  /** What did not happen in time. */
  watch(atMs: number) {
    const silentMs = atMs - (this.proof?.atMs ?? this.stopMs ?? atMs);
    if (this.phase === "provisioning" && atMs > this.launchedMs + BOOT_LIMIT_MS) this.end(atMs / 1_000);
    else if (this.phase === "running" && silentMs > SILENCE_MS) this.lose();
    else if (this.phase === "stopping" && silentMs > SILENCE_MS && atMs - this.stopMs! > SILENCE_MS)
      this.end(this.proof ? this.proven : atMs / 1_000);
    else if (this.phase === "unreachable" && atMs - this.proven * 1_000 > ABANDON_MS) this.end(this.proven);
  }

  private mark(second: number, state: string) {
    while (this.marks.length > 0 && this.marks.at(-1)!.second >= second) this.marks.pop();
    this.marks.push({ second, state });
  }

  private run(atMs: number, uptimeMs: number, containerId: string, bootId: string) {
    this.proven = Math.max(Math.floor(atMs / 1_000), this.proven);
    this.mark(this.proven, "running");
    this.phase = "running";
    this.proof = { atMs, uptimeMs, containerId, bootId };
  }

  private lose() {
    this.mark(this.proven, "unreachable");
    this.phase = "unreachable";
  }

  private end(second: number) {
    const end = Math.max(Math.floor(second), this.proven);
    this.limitStop(end);
    this.mark(end, "over");
    this.phase = "over";
  }

  /** Who asked for the end pays for no more of it than a stop may take. */
  private limitStop(known: number) {
    if (this.phase !== "stopping" || this.marks.at(-1)!.state !== "running") return;
    const limit = Math.max(Math.floor(this.stopMs! / 1_000) + LONGEST_STOP_SECONDS, this.proven);
    if (known > limit) this.mark(limit, "stopping");
  }

  private readRunning(atMs: number, phase: string, uptimeMs: number, containerId: string, bootId: string) {
    const last = this.proof!;
    const ranThrough = uptimeMs - last.uptimeMs >= atMs - last.atMs - TOLERANCE_MS;
    if (containerId !== last.containerId || bootId !== last.bootId) this.end(this.proven);
    else if (this.phase === "unreachable") {
      if (phase === "reachable") this.run(atMs, uptimeMs, containerId, bootId);
    } else if (this.phase === "stopping") {
      if (ranThrough) this.prove(atMs, uptimeMs);
    } else if (phase === "unreachable") this.lose();
    else if (phase !== "booting" && ranThrough) this.prove(atMs, uptimeMs);
    else if (phase === "reachable") {
      this.lose();
      this.run(atMs, uptimeMs, containerId, bootId);
    }
  }

  private prove(atMs: number, uptimeMs: number) {
    const last = this.proof!;
    const proven = Math.max(Math.floor(atMs / 1_000), this.proven);
    this.limitStop(proven);
    this.proven = proven;
    const expected = Math.floor(last.uptimeMs + Math.max(0, atMs - last.atMs) * 0.999);
    this.proof = { ...last, atMs, uptimeMs: Math.max(uptimeMs, expected) };
  }

  private readEnd(atMs: number, seen: NonNullable<Seen>, bootId: string) {
    const saidMs = atMs - (seen.endedAgoMs ?? 0);
    if (this.phase === "provisioning") return this.end(atMs / 1_000);
    if (!this.proof) return this.end(saidMs / 1_000);
    const { containerId, bootId: lastBoot, uptimeMs, atMs: lastMs } = this.proof;
    const same = seen.containerId === containerId && bootId === lastBoot && seen.uptimeMs !== null;
    const borneOut = same && seen.uptimeMs! - uptimeMs >= saidMs - lastMs - TOLERANCE_MS;
    this.end(borneOut ? saidMs / 1_000 : this.proven);
  }

  private readAbsence(atMs: number) {
    if (this.phase === "provisioning") return;
    const since = this.phase === "stopping" ? (this.proof?.atMs ?? this.stopMs) : (this.proof?.atMs ?? null);
    if (since !== null && atMs - since >= ABSENCE_MS) this.end(this.proof ? this.proven : atMs / 1_000);
  }
}
