import type { Transaction } from "@/db/client";
import { findBillingCurrency } from "@/lib/catalog/customer-terms";
import { findPresentCharge } from "@/lib/catalog/present-charge";
import { secondsLeftIn } from "@/lib/core/billing-month";
import { missingMicros } from "@/lib/core/ledger/funds";
import { BOUND_SECONDS, holdMicros, reserveMicros } from "@/lib/core/ledger/holds";
import { type Currency, formatMoney, lesserOf } from "@/lib/core/money";
import { grossMicrosPerHour } from "@/lib/core/rating/burn";
import { AppError } from "@/lib/errors";
import { assertNotFrozen } from "@/lib/identity/launch-freezes";
import { lockPrepaidAccount } from "@/lib/ledger/accounts";
import { hold } from "@/lib/ledger/holds";
import { findChargeTerms } from "./charge-terms";
import { assertWithinLimits } from "./launch-limits";
import { assertProjectBudget } from "./project-budget";
import { readStandings, type Standing } from "./standings";

export interface Launch {
  organizationId: string;
  leaseId: string;
  projectId: string | null;
  /** The offer's currency, in which it is rated, and the one that the customer pays in. */
  currency: Currency;
  billingCurrency: Currency;
  accelerators: number;
  /** All accelerators together, before tax, in the offer's currency. */
  retailMicrosPerHour: bigint;
  at: Date;
}

/**
 * Sets aside what a launch needs, under the lock of the account that pays: of any number of launches at once, those win that the money and
 * the month's cap cover together. Refusals: `payment_required` (details.missingMicros), `limit_exceeded` (the monthly cap, a project's budget that
 * refuses, or what may run at once), `precondition_failed` (launches are frozen, no conversion rate).
 */
export async function setAside(tx: Transaction, launch: Launch): Promise<void> {
  const { organizationId, billingCurrency: currency, at } = launch;
  const account = await lockPrepaidAccount(tx, organizationId, currency);
  if ((await findBillingCurrency(tx, organizationId)) !== currency)
    throw new AppError("precondition_failed", "The terms of your organization changed meanwhile; try again.");
  await assertNotFrozen(tx, organizationId);
  const rate = await chargePerHour(tx, launch);
  const payer = { organizationId, currency };
  const standings = await readStandings(tx, [organizationId], at, { payers: [payer] });
  const standing = standings.find((one) => one.currency === currency)!;
  await assertWithinLimits(tx, standing, { accelerators: launch.accelerators, burnMicrosPerHour: rate }, at);
  if (launch.projectId !== null) await assertProjectBudget(tx, { ...payer, projectId: launch.projectId }, standing, at);
  const amountMicros = holdMicros(rate);
  const tax = (await findPresentCharge(tx, organizationId, at)).taxName;
  assertFunds(standing, amountMicros, tax);
  assertCap(standing, rate, at);
  await hold(tx, { accountId: account.id, ref: launch.leaseId, amountMicros });
}

async function chargePerHour(tx: Transaction, launch: Launch): Promise<bigint> {
  const { at } = launch;
  const terms = await findChargeTerms(tx, launch, at);
  if (terms.conversions?.length === 0)
    throw new AppError(
      "precondition_failed",
      `There is no rate today at which ${launch.currency} is paid in ${launch.billingCurrency}.`,
    );
  const horizon = new Date(at.getTime() + Number(BOUND_SECONDS) * 1_000);
  return grossMicrosPerHour(launch.retailMicrosPerHour, terms, at, horizon);
}

function assertFunds({ funds, currency }: Standing, amountMicros: bigint, taxName: string | null) {
  const missing = missingMicros(funds, amountMicros);
  if (missing === 0n) return;
  throw new AppError(
    "payment_required",
    `Your balance is short by ${formatMoney(missing, currency, { precision: "trimmed" })}: ` +
      `a start sets ${formatMoney(amountMicros, currency, { precision: "trimmed" })} aside${taxName ? `, ${taxName} included` : ""}.`,
    { details: { missingMicros: String(missing), holdMicros: String(amountMicros), currency } },
  );
}

/** Refused where the guard would have to stop it before it had run for what a launch sets aside. */
function assertCap({ month, currency }: Standing, rate: bigint, at: Date) {
  if (!month || month.capMicros === null) return;
  const needed = reserveMicros(rate, lesserOf(BOUND_SECONDS, secondsLeftIn(month, at)));
  const room = month.capMicros - month.spentMicros - month.reserveMicros;
  if (needed <= room) return;
  throw new AppError(
    "limit_exceeded",
    `Your monthly cap of ${formatMoney(month.capMicros, currency)} leaves no room: ` +
      `${formatMoney(month.spentMicros, currency)} is used in ${month.key}, and what runs needs some of the rest.`,
    { details: { capMicros: String(month.capMicros), spentMicros: String(month.spentMicros), currency } },
  );
}
