import { eq } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import { reconciliationDifferences } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { authorize } from "@/lib/identity/authorize";
import { parseInput } from "@/lib/parse-input";
import { lockDifference } from "./lock-difference";
import { type AcceptDifferenceInput, acceptDifferenceSchema } from "./schemas";
import { settleAgain, settleDifferences } from "./settle-differences";

/** It is explained and stays as it is. Nothing is booked; it is open again as soon as either side changes. */
export async function acceptDifference(ctx: Context, input: AcceptDifferenceInput): Promise<void> {
  const actor = authorize(ctx, "reconciliation.manage");
  const { differenceId, reason } = parseInput(acceptDifferenceSchema, input);
  await ctx.db.transaction(async (tx) => {
    const at = await databaseNow(tx);
    await settleDifferences(tx, at);
    const { subject } = await lockDifference(tx, differenceId);
    await tx
      .update(reconciliationDifferences)
      .set({ state: "accepted", reason, decidedBy: actor.userId, endedAt: at })
      .where(eq(reconciliationDifferences.id, differenceId));
    await recordAudit(tx, ctx, {
      action: "reconciliation.accept",
      targetId: differenceId,
      detail: { subject, reason },
    });
    await settleAgain(tx, at);
  });
}
