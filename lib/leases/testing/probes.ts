import type { Database } from "@/db/client";
import { beginProbe } from "../probe-heartbeat";
import { probeTargets } from "../probe-targets";
import { type Look, recordLooks } from "../record-looks";

/** Probes of a test: what they see is what it says. */
export class TestProbes {
  private readonly started = new Map<string, Date>();

  constructor(private readonly db: Database) {}

  async start(...names: string[]): Promise<void> {
    for (const name of names) this.started.set(name, await beginProbe(this.db, name, 10_000));
  }

  /** A round of one: every lease answers but those named, with why not. */
  async round(probe: string, failures: Record<string, string> = {}): Promise<boolean> {
    const looks: Look[] = [];
    for await (const page of probeTargets(this.db))
      looks.push(...page.map((target) => ({ target, agoMs: 0, failure: failures[target.leaseId] ?? null })));
    return recordLooks(this.db, { probe, startedAt: this.started.get(probe)!, roundMs: 10, looks });
  }

  async rounds(failures: Record<string, string> = {}): Promise<void> {
    for (const probe of this.started.keys()) await this.round(probe, failures);
  }
}
