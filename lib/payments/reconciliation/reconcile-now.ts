import { databaseNow } from "@/db/clock";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { authorize } from "@/lib/identity/authorize";
import { stripeClient } from "@/lib/stripe/client";
import { startRun } from "./reconcile-balance";

/** The worker takes it up within seconds; where one is under way that is it. */
export async function reconcileNow(ctx: Context): Promise<void> {
  const actor = authorize(ctx, "reconciliation.manage");
  stripeClient();
  await ctx.db.transaction(async (tx) => {
    await startRun(tx, actor.userId, await databaseNow(tx));
    await recordAudit(tx, ctx, { action: "reconciliation.start", targetId: actor.organizationId });
  });
}
