import { eq } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { customerTerms } from "@/db/schema";
import { holdMicros, missingMicros } from "@/lib/core/ledger/holds";
import { formatMoney } from "@/lib/core/money";
import { convertMicros, taxMicros, termAt } from "@/lib/core/rating/charge";
import { AppError } from "@/lib/errors";
import { lockPrepaidAccount } from "@/lib/ledger/accounts";
import { hold, sumHolds } from "@/lib/ledger/holds";
import { accruedMicros } from "./accrual";
import { loadTimelines, type Timeline } from "./timeline";
import type { Lease } from "./types";

/** Micros of the customer's currency, tax included, that a lease sets aside while it runs, at its pinned price. */
export function holdOf({ rates, terms }: Timeline, lease: Lease, at: Date): bigint {
  const rate = rates.find(
    ({ side, skuId, from, to }) => side === "retail" && skuId === lease.skuId && from <= at && (to === null || at < to),
  );
  if (!rate) throw new Error(`${lease.id} has no price at ${at.toISOString()}`);
  const net = holdMicros(rate.microsPerUnitHour * BigInt(lease.acceleratorCount));
  const tax = termAt(terms.taxes, at);
  const fx = terms.conversions ? termAt(terms.conversions, at) : null;
  if (!tax && !fx) return net;
  return convertMicros(net + taxMicros(net, tax), fx) + 1n;
}

/**
 * Sets money aside for a lease that is started again, as a launch does: under the account's lock, where balance and credit less what is
 * accrued and held cover it. Refusal: `payment_required` (details.missingMicros).
 */
export async function holdAgain(tx: Transaction, lease: Lease, at: Date): Promise<void> {
  const { organizationId, billingCurrency: currency } = lease;
  const timeline = (await loadTimelines(tx, [lease.id])).get(lease.id)!;
  const amountMicros = holdOf(timeline, lease, at);
  const account = await lockPrepaidAccount(tx, organizationId, currency);
  const [terms] = await tx
    .select({ creditLimitMicros: customerTerms.creditLimitMicros })
    .from(customerTerms)
    .where(eq(customerTerms.organizationId, organizationId));
  const missing = missingMicros(
    {
      balanceMicros: account.balanceMicros + (terms?.creditLimitMicros ?? 0n),
      accruedMicros: await accruedMicros(tx, organizationId, currency, at),
      heldMicros: await sumHolds(tx, account.id),
    },
    amountMicros,
  );
  const money = (micros: bigint) => formatMoney(micros, currency, { precision: "trimmed" });
  if (missing > 0n)
    throw new AppError(
      "payment_required",
      `Your balance is short by ${money(missing)}: a start sets ${money(amountMicros)} aside.`,
      { details: { missingMicros: String(missing), holdMicros: String(amountMicros), currency } },
    );
  await hold(tx, { accountId: account.id, ref: lease.id, amountMicros });
}
