import { and, eq, isNull } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import { organizations, suspensions } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { AppError, notFound } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { endFreeze } from "@/lib/identity/launch-freezes";
import { raiseNotice, resolveNotice } from "@/lib/identity/notices";
import { parseInput } from "@/lib/parse-input";
import { type LiftSuspensionInput, liftSuspensionSchema } from "./schemas";

/** The desk lets an organization do business again. What was stopped stays stopped, and offers that were withdrawn are published anew by hand. */
export async function liftSuspension(ctx: Context, input: LiftSuspensionInput): Promise<void> {
  const { userId } = authorize(ctx, "organization.suspend");
  const { organizationId, reason } = parseInput(liftSuspensionSchema, input);
  await ctx.db.transaction(async (tx) => {
    const at = await databaseNow(tx);
    const [lifted] = await tx
      .update(suspensions)
      .set({ liftedBy: userId, liftedAt: at, liftReason: reason })
      .where(and(eq(suspensions.organizationId, organizationId), isNull(suspensions.liftedAt)))
      .returning();
    if (!lifted) {
      if ((await tx.$count(organizations, eq(organizations.id, organizationId))) === 0) throw notFound("organization");
      throw new AppError("conflict", "It is not suspended.");
    }
    await endFreeze(tx, lifted.id, reason, at);
    await resolveNotice(tx, organizationId, `suspended:${lifted.id}`, at);
    await raiseNotice(
      tx,
      {
        organizationId,
        key: `suspension_lifted:${lifted.id}`,
        severity: "info",
        title: "Your organization is not suspended any more",
        body: "What was stopped stays stopped until you start it. Offers that were withdrawn are published anew.",
      },
      at,
    );
    await recordAudit(tx, ctx, {
      action: "organization.lift_suspension",
      targetId: lifted.id,
      organizationId,
      detail: { reason },
    });
  });
}
