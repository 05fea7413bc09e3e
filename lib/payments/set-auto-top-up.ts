import { eq } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import { autoTopUps, stripeCustomers } from "@/db/schema";
import { acrossTenants } from "@/db/tenancy";
import { recordAudit } from "@/lib/audit/record-audit";
import { findBillingCurrency } from "@/lib/catalog/customer-terms";
import type { Context } from "@/lib/context";
import { type Currency, parseMoney } from "@/lib/core/money";
import { refuseAmount } from "@/lib/core/payments/top-up";
import { AppError } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { resolveNotice } from "@/lib/identity/notices";
import { parseInput } from "@/lib/parse-input";
import { AUTO_TOP_UP_FAILED } from "./auto-top-up-outcome";
import { type SetAutoTopUpInput, setAutoTopUpSchema } from "./schemas";

/**
 * Has the kept card charged whenever what is left falls under the threshold: the amount, or as much more as brings it back there, within the cap
 * of a UTC month. Off until asked for; setting it again lets one that had stopped begin anew. Needs a card that was paid with once.
 */
export async function setAutoTopUp(asked: Context, input: SetAutoTopUpInput): Promise<void> {
  const ctx = acrossTenants(asked, "what is under way at Stripe is the platform's");
  const { organizationId, userId } = authorize(ctx, "payment.make");
  const given = parseInput(setAutoTopUpSchema, input);
  await ctx.db.transaction(async (tx) => {
    const currency = await findBillingCurrency(tx, organizationId);
    const amounts = parseAmounts(given, currency);
    const [customer] = await tx
      .select()
      .from(stripeCustomers)
      .where(eq(stripeCustomers.organizationId, organizationId));
    if (!customer?.paymentMethodId)
      throw new AppError("precondition_failed", "Add money by card once: that keeps the card for later.");
    const updatedAt = await databaseNow(tx);
    const fresh = { failures: 0, stoppedReason: null, nextAttemptAt: updatedAt, updatedBy: userId, updatedAt };
    await tx
      .insert(autoTopUps)
      .values({ organizationId, currency, ...amounts, ...fresh })
      .onConflictDoUpdate({ target: autoTopUps.organizationId, set: { currency, ...amounts, ...fresh } });
    await resolveNotice(tx, organizationId, AUTO_TOP_UP_FAILED, updatedAt);
    const detail = { currency, threshold: given.threshold, amount: given.amount, monthlyCap: given.monthlyCap };
    await recordAudit(tx, ctx, { action: "auto_top_up.set", targetId: organizationId, detail });
  });
}

export async function turnOffAutoTopUp(ctx: Context): Promise<void> {
  const { organizationId } = authorize(ctx, "payment.make");
  await ctx.db.transaction(async (tx) => {
    await tx.delete(autoTopUps).where(eq(autoTopUps.organizationId, organizationId));
    await resolveNotice(tx, organizationId, AUTO_TOP_UP_FAILED, await databaseNow(tx));
    await recordAudit(tx, ctx, { action: "auto_top_up.off", targetId: organizationId, detail: {} });
  });
}

function parseAmounts(given: SetAutoTopUpInput, currency: Currency) {
  const fields: Record<string, string[]> = {};
  const read = (field: keyof SetAutoTopUpInput, refuse: (micros: bigint) => string | null): bigint => {
    const micros = parseMoney(given[field]);
    const reason = micros === null || micros <= 0n ? "Enter an amount like 25 or 25.50." : refuse(micros);
    if (reason !== null) fields[field] = [reason];
    return micros ?? 0n;
  };
  const thresholdMicros = read("threshold", () => null);
  const amountMicros = read("amount", (micros) => refuseAmount(micros, currency));
  const monthlyCapMicros = read("monthlyCap", (micros) =>
    micros < amountMicros ? "The month's cap is less than one top-up." : null,
  );
  if (Object.keys(fields).length > 0)
    throw new AppError("invalid_input", "The automatic top-up is not usable as it stands.", { fields });
  return { thresholdMicros, amountMicros, monthlyCapMicros };
}
