import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { AppError } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { findDueWeek, planPayouts } from "./plan-payouts";
import { sendPayouts } from "./send-payouts";

/** The desk plans and sends now what is due. The worker does the same every few minutes; both at once plan and send nothing twice. */
export async function planPayoutsNow(ctx: Context): Promise<{ planned: number; sent: number }> {
  authorize(ctx, "payout.manage");
  const week = await findDueWeek(ctx);
  if (!week) throw new AppError("precondition_failed", "The last week's days are not all closed in the books yet.");
  const planned = await planPayouts(ctx, { isAsked: true });
  const sent = await sendPayouts(ctx);
  await recordAudit(ctx.db, ctx, { action: "payout.plan", targetId: week, detail: { planned, sent } });
  return { planned, sent };
}
