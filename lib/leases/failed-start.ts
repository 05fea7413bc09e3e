import { and, desc, eq, inArray } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import { leaseEvents } from "@/db/schema";
import { bootFailureCode } from "@/lib/core/contracts/boot-failure";

/**
 * Why the last start of a lease that is stopped or has failed did not come up; null where it was something else that stopped it. Not
 * authorised: for queries that have looked the lease up.
 */
export async function findFailedStart(db: DbOrTx, leaseId: string) {
  const [last] = await db
    .select({ kind: leaseEvents.kind, message: leaseEvents.message, detail: leaseEvents.detail, at: leaseEvents.at })
    .from(leaseEvents)
    .where(and(eq(leaseEvents.leaseId, leaseId), inArray(leaseEvents.kind, ["lease.stopped", "lease.failed"])))
    .orderBy(desc(leaseEvents.seq))
    .limit(1);
  if (!last) return null;
  const reason = last.kind === "lease.failed" ? last.message : last.detail.failedStart;
  if (typeof reason !== "string") return null;
  const { data: code } = bootFailureCode.safeParse(last.detail.reasonCode);
  return { reason, code: code ?? null, at: last.at };
}
