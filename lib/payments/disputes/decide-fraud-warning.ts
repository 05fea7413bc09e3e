import { and, eq, like } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { fraudWarnings, refunds, topUps } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { minorUnitMicros, plainDecimal } from "@/lib/core/money";
import { AppError, notFound } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { lockPrepaidAccount } from "@/lib/ledger/accounts";
import { parseInput } from "@/lib/parse-input";
import { refundCustomer } from "../refund-customer";
import { readRefundable } from "../refundable";
import type { FraudWarning, TopUp } from "../types";
import { endWarning } from "./converge-fraud-warning";
import { type DecideFraudWarningInput, decideFraudWarningSchema } from "./schemas";

/**
 * The desk acts on a bank's early warning: what is unused of the payment goes back, which keeps it from being disputed for more, or the warning is
 * dismissed. Either lets the customer launch again. Asked again it goes on where it was left: the refund is made once.
 */
export async function decideFraudWarning(ctx: Context, input: DecideFraudWarningInput): Promise<void> {
  authorize(ctx, "dispute.manage");
  const { warningId, decision, reason } = parseInput(decideFraudWarningSchema, input);
  const [found] = await ctx.db
    .select({ warning: fraudWarnings, topUp: topUps })
    .from(fraudWarnings)
    .innerJoin(topUps, eq(topUps.id, fraudWarnings.topUpId))
    .where(eq(fraudWarnings.id, warningId));
  if (!found) throw notFound("fraud warning");
  if (isSame(found.warning, decision)) return;
  if (decision === "refunded") await refundOnce(ctx, found.warning, found.topUp, reason);
  await ctx.db.transaction((tx) => keepDecision(tx, ctx, { warningId, decision, reason }));
}

function isSame({ decision: made }: FraudWarning, decision: string): boolean {
  if (made === null) return false;
  if (made !== decision) throw new AppError("conflict", `It has been ${made} already.`);
  return true;
}

async function refundOnce(ctx: Context, warning: FraudWarning, topUp: TopUp, reason: string): Promise<void> {
  const wanted = await ctx.db.transaction((tx) => planRefund(tx, warning, topUp));
  if (!wanted) return;
  const { amountMicros, idempotencyKey } = wanted;
  if (amountMicros === 0n)
    throw new AppError(
      "precondition_failed",
      "Nothing of this payment is unused and can go back. Dismiss the warning.",
    );
  const { organizationId, id: topUpId } = topUp;
  await refundCustomer(ctx, { organizationId, topUpId, amount: plainDecimal(amountMicros), reason, idempotencyKey });
  const [refund] = await ctx.db.select().from(refunds).where(eq(refunds.requestKey, idempotencyKey));
  if (refund?.state === "failed") throw new AppError("conflict", `The refund did not go through: ${refund.failure}`);
}

/** Null where it was made before the decision was kept. Keys of earlier ones that failed are used up. */
async function planRefund(tx: Transaction, warning: FraudWarning, { id: topUpId, organizationId, currency }: TopUp) {
  await lockPrepaidAccount(tx, organizationId, currency);
  const made = await tx
    .select({ state: refunds.state })
    .from(refunds)
    .where(and(eq(refunds.topUpId, topUpId), like(refunds.requestKey, `${warning.id}:%`)));
  if (made.some(({ state }) => state !== "failed")) return null;
  const { mostMicros } = await readRefundable(tx, { organizationId, currency, topUpId }, await databaseNow(tx));
  const amountMicros = mostMicros - (mostMicros % minorUnitMicros(currency));
  return { amountMicros, idempotencyKey: `${warning.id}:${made.length}` };
}

async function keepDecision(tx: Transaction, ctx: Context, decided: DecideFraudWarningInput): Promise<void> {
  const { userId } = authorize(ctx, "dispute.manage");
  const { warningId, decision, reason } = decided;
  const [warning] = await tx.select().from(fraudWarnings).where(eq(fraudWarnings.id, warningId)).for("no key update");
  if (isSame(warning!, decision)) return;
  const at = await databaseNow(tx);
  await tx
    .update(fraudWarnings)
    .set({ decision, decidedBy: userId, decidedAt: at, decisionReason: reason })
    .where(eq(fraudWarnings.id, warningId));
  await endWarning(tx, warningId, `The warning was ${decision}.`, at);
  const { organizationId, topUpId } = warning!;
  await recordAudit(tx, ctx, {
    action: "fraud_warning.decide",
    targetId: warningId,
    organizationId,
    detail: { decision, reason, topUpId },
  });
}
