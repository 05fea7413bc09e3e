import type { Database } from "@/db/client";
import { newId } from "@/lib/ids";
import { auditBooks } from "@/lib/metering/audit-books";
import { billDueLeases } from "@/lib/metering/bill-due-leases";

/** Bills in the worker's batches until nothing is due; answers seconds and segments. */
export async function billAll(db: Database): Promise<{ seconds: number; segments: number; leases: number }> {
  const actor = { type: "system", name: "bench" } as const;
  const startedAt = performance.now();
  const done = { segments: 0, leases: 0 };
  for (let claimed = 1; claimed > 0; ) {
    const tick = await billDueLeases({ db, actor, now: new Date(), requestId: newId("req") });
    if (tick.stuck.length > 0) throw new Error(`${tick.stuck[0]?.leaseId} is not billed: ${tick.stuck[0]?.reason}`);
    claimed = tick.leases;
    done.leases += tick.leases;
    done.segments += tick.segments;
  }
  return { ...done, seconds: secondsSince(startedAt) };
}

/** Seconds that the audit took. Throws where the books are not sound; the 19th invariant misses the accelerators that no lease here holds. */
export async function auditSeconds(db: Database): Promise<number> {
  const startedAt = performance.now();
  const findings = await auditBooks(db);
  const seconds = secondsSince(startedAt);
  const broken = findings.filter(({ violations, invariant }) => violations > 0 && invariant.number !== 19);
  if (broken.length > 0) throw new Error(`Not sound: ${broken.map(({ invariant }) => invariant.name).join("; ")}`);
  return seconds;
}

export function secondsSince(startedAt: number): number {
  return (performance.now() - startedAt) / 1_000;
}
