import { and, eq, isNull } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import { launchFreezes } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { AppError, notFound } from "@/lib/errors";
import { parseInput } from "@/lib/parse-input";
import { authorize } from "./authorize";
import { type LiftFreezeInput, liftFreezeSchema } from "./freeze-schemas";

/** The desk lets a customer start again. For the same dispute or warning no freeze is placed a second time, but a dispute's loss places its own. */
export async function liftFreeze(ctx: Context, input: LiftFreezeInput): Promise<void> {
  const { userId } = authorize(ctx, "risk.manage");
  const { freezeId, reason } = parseInput(liftFreezeSchema, input);
  await ctx.db.transaction(async (tx) => {
    const [lifted] = await tx
      .update(launchFreezes)
      .set({ liftedAt: await databaseNow(tx), liftedBy: userId, liftReason: reason })
      .where(and(eq(launchFreezes.id, freezeId), isNull(launchFreezes.liftedAt)))
      .returning();
    if (!lifted) {
      const known = await tx.$count(launchFreezes, eq(launchFreezes.id, freezeId));
      if (known === 0) throw notFound("freeze");
      throw new AppError("conflict", "It has been lifted already.");
    }
    await recordAudit(tx, ctx, {
      action: "launches.unfreeze",
      targetId: freezeId,
      organizationId: lifted.organizationId,
      detail: { reason, because: lifted.reason },
    });
  });
}
