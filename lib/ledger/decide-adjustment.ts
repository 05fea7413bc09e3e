import { eq } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import { manualAdjustments } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { AppError, notFound } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import type { DecideAdjustmentInput } from "./adjustment-schemas";
import { postAdjustment } from "./post-adjustment";
import type { AdjustmentAnswer } from "./request-adjustment";

/**
 * The second person's word on a movement above the limit: posted, or rejected for good. Nobody decides on their own request; a request is decided
 * once, whoever asks at the same time.
 */
export async function decideAdjustment(ctx: Context, input: DecideAdjustmentInput): Promise<AdjustmentAnswer> {
  const actor = authorize(ctx, "ledger.approve");
  return ctx.db.transaction(async (tx) => {
    const [row] = await tx
      .select()
      .from(manualAdjustments)
      .where(eq(manualAdjustments.id, input.adjustmentId))
      .for("no key update");
    if (!row) throw notFound("request");
    if (row.state !== "requested") throw new AppError("precondition_failed", `This request is ${row.state} already.`);
    if (row.requestedBy === actor.userId)
      throw new AppError("forbidden", "Another person must decide on what you have asked for.");
    await tx
      .update(manualAdjustments)
      .set({
        decidedBy: actor.userId,
        decidedAt: await databaseNow(tx),
        decisionNote: input.note || null,
        ...(input.decision === "reject" ? { state: "rejected" as const } : {}),
      })
      .where(eq(manualAdjustments.id, row.id));
    const state = input.decision === "approve" ? await postAdjustment(tx, row) : "rejected";
    await recordAudit(tx, ctx, {
      action: `ledger.${row.kind}.${input.decision}`,
      targetId: row.id,
      organizationId: row.organizationId,
      detail: { amountMicros: String(row.amountMicros), currency: row.currency, note: input.note },
    });
    return { adjustmentId: row.id, state };
  });
}
