import { and, inArray, isNull, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { supportVisits } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { resolveNotice } from "../notices";

export const visitNotice = (visitId: string) => `support-visit:${visitId}`;

/** Ends visits that are still open, says so in each organization's log, and takes its notice back. Answers how many there were. */
export async function closeVisits(
  tx: Transaction,
  ctx: Context,
  visitIds: readonly string[],
  because: "left" | "time" | "staff" | "forbidden" | "next_visit",
): Promise<number> {
  if (visitIds.length === 0) return 0;
  const at = await databaseNow(tx);
  const ended = await tx
    .update(supportVisits)
    .set({ endedAt: sql`least(${at.toISOString()}::timestamptz, ${supportVisits.endsAt})` })
    .where(and(inArray(supportVisits.id, [...visitIds]), isNull(supportVisits.endedAt)))
    .returning();
  for (const { id, organizationId, staffEmail } of ended) {
    const detail = { because, visitor: staffEmail };
    await recordAudit(tx, ctx, { action: "support_visit.end", targetId: id, organizationId, detail });
    await resolveNotice(tx, organizationId, visitNotice(id), at);
  }
  return ended.length;
}
