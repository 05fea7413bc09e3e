import { customerTerms } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import { findBillingCurrency } from "@/lib/catalog/customer-terms";
import type { Context } from "@/lib/context";
import { parseMoney } from "@/lib/core/money";
import { authorize } from "@/lib/identity/authorize";
import { parseInput } from "@/lib/parse-input";
import { type SetMonthlyCapInput, setMonthlyCapInput } from "./schemas";

/**
 * The most that a UTC month may cost, or none. It is the customer's own promise to itself, so its owner sets it; the desk reads it and limits
 * what it lends by the credit limit. In force from the guard's next look on; under what is spent already, it stops what runs. The terms' `updatedAt`
 * stays what it says of the desk's changes.
 */
export async function setMonthlyCap(
  ctx: Context,
  input: SetMonthlyCapInput,
): Promise<{ monthlyCapMicros: bigint | null }> {
  const { organizationId } = authorize(ctx, "budget.manage");
  const { cap } = parseInput(setMonthlyCapInput, input);
  const monthlyCapMicros = cap === null ? null : parseMoney(cap)!;
  await ctx.db.transaction(async (tx) => {
    const billingCurrency = await findBillingCurrency(tx, organizationId);
    await tx
      .insert(customerTerms)
      .values({ organizationId, billingCurrency, monthlyCapMicros })
      .onConflictDoUpdate({ target: customerTerms.organizationId, set: { monthlyCapMicros } });
    await recordAudit(tx, ctx, {
      action: "customer.cap",
      targetId: organizationId,
      detail: {
        monthlyCapMicros: monthlyCapMicros === null ? null : String(monthlyCapMicros),
        currency: billingCurrency,
      },
    });
  });
  return { monthlyCapMicros };
}
