import { z } from "zod";
import { type InstanceReport, instanceReport } from "@/lib/core/contracts/agent";
import type { StateFile } from "./state";

/** By which the time since an ending is told after a restart. */
export interface HostMoment {
  bootId: string;
  /** Since the host's boot, which a step of its clock does not move. */
  uptimeMs: number;
  wallMs: number;
}

const keptEnding = z.object({
  report: instanceReport,
  at: z.object({ bootId: z.string(), uptimeMs: z.number(), wallMs: z.number() }),
});
type KeptEnding = z.infer<typeof keptEnding>;

const MOST = 512;

/**
 * How instances ended, on disk until the platform no longer names their lease: the container may be taken away, the agent restarted or the
 * host rebooted before the platform could be told. Telling it again says the same. Bounded; the oldest go first.
 */
export class Endings {
  readonly #file: StateFile;
  readonly #now: () => HostMoment;
  readonly #kept: Map<string, KeptEnding>;
  #writing: Promise<void> = Promise.resolve();
  dropped = 0;

  private constructor(file: StateFile, now: () => HostMoment, kept: KeptEnding[]) {
    this.#file = file;
    this.#now = now;
    this.#kept = new Map(kept.map((ending) => [ending.report.leaseId, ending]));
  }

  static async open(file: StateFile, now: () => HostMoment): Promise<Endings> {
    return new Endings(file, now, readEndings(await file.read()));
  }

  /** How this container of the lease ended, as it is to be told now; null where it is not known to have. */
  find(leaseId: string, incarnation: number): InstanceReport | null {
    const kept = this.#kept.get(leaseId);
    if (kept?.report.incarnation !== incarnation) return null;
    const { report, at } = kept;
    if (report.endedAgoMs === null) return report;
    return { ...report, endedAgoMs: report.endedAgoMs + Math.max(0, Math.round(passedMs(at, this.#now()))) };
  }

  /** The first word on an ending holds. */
  keep(report: InstanceReport): void {
    if (report.phase !== "exited" && report.phase !== "failed") return;
    const { leaseId, incarnation } = report;
    if (this.#kept.get(leaseId)?.report.incarnation === incarnation) return;
    this.#kept.delete(leaseId);
    this.#kept.set(leaseId, { report, at: this.#now() });
    for (const [oldest] of this.#kept) {
      if (this.#kept.size <= MOST) break;
      this.#kept.delete(oldest);
      this.dropped += 1;
    }
    this.#write();
  }

  /** The platform names these leases and no others: what it knows of the rest, it knows. */
  forgetAllBut(leaseIds: ReadonlySet<string>): void {
    const over = [...this.#kept.keys()].filter((leaseId) => !leaseIds.has(leaseId));
    for (const leaseId of over) this.#kept.delete(leaseId);
    if (over.length > 0) this.#write();
  }

  /** All that was kept is on disk. */
  settled(): Promise<void> {
    return this.#writing;
  }

  #write(): void {
    this.#writing = this.#writing
      .then(() => this.#file.write(JSON.stringify([...this.#kept.values()])))
      // A disk that is full costs the memory of an ending, not the agent.
      .catch(() => {});
  }
}

/** What is not intact is as good as nothing, for the engine and the platform know the rest. */
function readEndings(text: string | null): KeptEnding[] {
  try {
    return z.array(keptEnding).parse(JSON.parse(text ?? "[]"));
  } catch {
    return [];
  }
}

/** Within a boot by what does not step; across one, the wall clock is all there is, and the platform holds it against what was proven. */
function passedMs(then: HostMoment, now: HostMoment): number {
  return then.bootId === now.bootId ? now.uptimeMs - then.uptimeMs : now.wallMs - then.wallMs;
}
