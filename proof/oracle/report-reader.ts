import { ABSENCE_MS, BOOT_LIMIT_MS, LONGEST_STOP_SECONDS, SILENCE_MS, TOLERANCE_MS } from "./promises";
import { borneOut, type Mark, outageEnds, type Proof, restartsAllTheTime, type Seen, secondsOf } from "./read-report";

/**
 * Reads the same reports as the platform, naively: from a second on, everything is in a state, until something else is learnt. Times are
 * milliseconds since the world's start, `endsAt` is a second.
 */
export class ReportReader {
  private readonly marks: Mark[];
  private phase: "provisioning" | "running" | "unreachable" | "stopping" | "stopped" | "over" = "provisioning";
  private proof: Proof | null = null;
  private proven: number;
  private stopMs: number | null = null;
  private hasRun = false;
  private keepsData = false;
  private isFree = false;
  private freeAs: "retained" | "outage" = "retained";
  private heard: { atMs: number; bootId: string } | null = null;
  private readonly restartsMs: number[] = [];
  /** Counts the lease's containers: a report of an earlier one says nothing of this one. */
  incarnation = 1;

  constructor(
    private bootMs: number,
    private readonly endsAt: number | null,
  ) {
    this.proven = Math.floor(bootMs / 1_000);
    this.marks = [{ second: this.proven, state: "provisioning" }];
  }

  get isOver(): boolean {
    return this.phase === "over";
  }

  get isStopping(): boolean {
    return this.phase === "stopping";
  }

  get isStopped(): boolean {
    return this.phase === "stopped";
  }

  /** Seconds and their intervals from the launch to the end. */
  seconds() {
    return secondsOf(this.marks);
  }

  /** The lease shall end. Data that is there already is billed to the last word of it, and no further. */
  askToEnd(atMs: number) {
    if (this.phase === "stopped") this.end(this.isFree ? atMs / 1_000 : this.proven);
    else if (this.phase === "stopping") {
      this.keepsData = false;
      this.isFree = false;
    } else this.askToStop(atMs, false);
  }

  /** The container shall end; what has run has data to keep. */
  askToStop(atMs: number, keepsData: boolean) {
    if (this.phase === "over" || this.phase === "stopping" || this.phase === "stopped") return;
    this.phase = "stopping";
    this.stopMs = atMs;
    this.keepsData = keepsData && this.hasRun;
    this.limitMeter(atMs / 1_000);
  }

  start(atMs: number) {
    this.mark(this.proven, "provisioning");
    this.phase = "provisioning";
    this.incarnation += 1;
    this.bootMs = atMs;
    this.stopMs = null;
    this.keepsData = false;
    this.isFree = false;
    this.freeAs = "retained";
  }

  report(atMs: number, seen: Seen, bootId: string) {
    this.heard = { atMs, bootId };
    if (this.phase === "over") return;
    if (!seen || seen.incarnation !== this.incarnation) this.readAbsence(atMs, bootId);
    else if (this.startsAfresh(atMs, bootId)) return;
    else if (this.phase === "stopped") this.readKept(atMs, seen);
    else if (seen.phase === "exited" || seen.phase === "failed") this.readEnd(atMs, seen, bootId);
    else if (seen.containerId === null || seen.uptimeMs === null) return;
    else if (this.phase === "provisioning") {
      if (seen.phase === "reachable") this.run(atMs, seen.uptimeMs, seen.containerId, bootId);
    } else if (this.proof) this.readRunning(atMs, seen.phase, seen.uptimeMs, seen.containerId, bootId);
  }

  /** What did not happen in time. */
  watch(atMs: number) {
    const silentMs = atMs - (this.proof?.atMs ?? this.stopMs ?? atMs);
    if (this.phase === "provisioning" && atMs > this.bootMs + BOOT_LIMIT_MS) this.failBoot(atMs / 1_000);
    else if (this.phase === "running" && silentMs > SILENCE_MS) this.lose();
    else if (this.phase === "stopping" && silentMs > SILENCE_MS && atMs - this.stopMs! > SILENCE_MS)
      this.settle(this.proof ? this.proven : atMs / 1_000);
    else if (this.phase === "unreachable") this.watchOutage(atMs, atMs - this.proven * 1_000);
  }

  /** The data is kept for nothing; what may still run is stopped first. */
  private watchOutage(atMs: number, outMs: number) {
    const end = outageEnds(outMs, this.heard && atMs - this.heard.atMs, this.heard?.bootId === this.proof?.bootId);
    if (end === null) return;
    this.freeAs = "outage";
    if (end === "stop") this.askToStop(atMs, true);
    this.isFree = true;
    if (end === "keep") this.keep(atMs / 1_000);
  }

  /** The platform's look at end dates: whoever's has come is stopped, and what it leaves is kept for nothing. */
  guard(atMs: number) {
    if (this.endsAt === null || atMs < this.endsAt * 1_000 || this.isFree || this.phase === "over") return;
    if (this.phase === "stopped") {
      this.limitMeter(atMs / 1_000);
      if (this.marks.at(-1)!.state === "stopped") this.mark(this.proven, "retained");
      this.isFree = true;
      return;
    }
    if (this.phase === "stopping") this.limitMeter(atMs / 1_000);
    else this.askToStop(atMs, true);
    this.isFree = this.keepsData;
  }

  private mark(second: number, state: string) {
    while (this.marks.length > 0 && this.marks.at(-1)!.second >= second) this.marks.pop();
    this.marks.push({ second, state });
  }

  private run(atMs: number, uptimeMs: number, containerId: string, bootId: string) {
    this.proven = Math.max(Math.floor(atMs / 1_000), this.proven);
    this.mark(this.proven, "running");
    this.phase = "running";
    this.hasRun = true;
    this.proof = { atMs, uptimeMs, containerId, bootId };
  }

  private lose() {
    this.mark(this.proven, "unreachable");
    this.phase = "unreachable";
  }

  private end(second: number) {
    const end = Math.max(Math.floor(second), this.proven);
    this.limitMeter(end);
    this.mark(end, "over");
    this.phase = "over";
  }

  /** The container of a stop has ended. */
  private settle(second: number) {
    if (this.keepsData) this.keep(second);
    else this.end(second);
  }

  /** A launch that does not come up has failed; a start again leaves the data where it was. */
  private failBoot(second: number) {
    if (this.incarnation === 1) this.end(second);
    else this.keep(second);
  }

  private keep(second: number) {
    const from = Math.max(Math.floor(second), this.proven);
    this.limitMeter(from);
    this.mark(from, this.isFree || (this.endsAt !== null && this.endsAt <= from) ? this.freeAs : "stopped");
    this.phase = "stopped";
    this.proven = from;
    this.proof = null;
  }

  /** Who asked for the end pays for no more of it than a stop may take, and for nothing past the end date. */
  private limitMeter(known: number) {
    const stop = this.phase === "stopping" ? Math.floor(this.stopMs! / 1_000) + LONGEST_STOP_SECONDS : Infinity;
    const limit = Math.max(Math.min(stop, this.endsAt ?? Infinity), this.proven);
    if (known <= limit) return;
    const { state } = this.marks.at(-1)!;
    if (state === "running") this.mark(limit, "stopping");
    if (state === "stopped") this.mark(limit, "retained");
  }

  private readRunning(atMs: number, phase: string, uptimeMs: number, containerId: string, bootId: string) {
    const last = this.proof!;
    const ranThrough = uptimeMs - last.uptimeMs >= atMs - last.atMs - TOLERANCE_MS;
    if (containerId !== last.containerId || bootId !== last.bootId) this.readLoss(this.proven);
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

  /** Nothing past the end date is proven, but of data that is kept for nothing. */
  private provable(atMs: number): number {
    const known = Math.floor(atMs / 1_000);
    const isUnlimited = this.endsAt === null || (this.phase === "stopped" && this.isFree);
    return Math.max(this.proven, isUnlimited ? known : Math.min(known, this.endsAt!));
  }

  private prove(atMs: number, uptimeMs: number) {
    const last = this.proof!;
    const proven = this.provable(atMs);
    if (this.phase === "stopping") this.limitMeter(proven);
    this.proven = proven;
    const expected = Math.floor(last.uptimeMs + Math.max(0, atMs - last.atMs) * 0.999);
    this.proof = { ...last, atMs, uptimeMs: Math.max(uptimeMs, expected) };
  }

  private readKept(atMs: number, seen: NonNullable<Seen>) {
    if (seen.phase === "lost") this.end(this.isFree ? atMs / 1_000 : this.proven);
    else this.proven = this.provable(atMs);
  }

  private readEnd(atMs: number, seen: NonNullable<Seen>, bootId: string) {
    if (this.phase === "provisioning") this.failBoot(atMs / 1_000);
    else this.readLoss(borneOut(this.proof, this.proven, { atMs, seen, bootId }));
  }

  private readLoss(second: number) {
    if (this.phase === "stopping") this.settle(second);
    else this.end(second);
  }

  /** A host that has restarted starts what ran there again, unless it does so all the time. */
  private startsAfresh(atMs: number, bootId: string): boolean {
    if (this.phase !== "running" && this.phase !== "unreachable") return false;
    if (!this.proof || this.proof.bootId === bootId) return false;
    if (restartsAllTheTime(this.restartsMs, atMs)) return false;
    this.restartsMs.push(Math.floor(atMs / 1_000) * 1_000);
    this.lose();
    this.proven = Math.max(Math.floor(atMs / 1_000), this.proven);
    this.mark(this.proven, "provisioning");
    this.phase = "provisioning";
    this.incarnation += 1;
    this.bootMs = atMs;
    this.proof = null;
    return true;
  }

  private readAbsence(atMs: number, bootId: string) {
    if (this.phase === "provisioning" || this.phase === "stopped") return;
    const since = this.phase === "stopping" ? (this.proof?.atMs ?? this.stopMs) : (this.proof?.atMs ?? null);
    if (since === null || atMs - since < ABSENCE_MS || this.startsAfresh(atMs, bootId)) return;
    this.readLoss(this.proof ? this.proven : atMs / 1_000);
  }
}
