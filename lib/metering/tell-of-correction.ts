import type { Transaction } from "@/db/client";
import { type Currency, formatMoney } from "@/lib/core/money";
import type { Correction } from "@/lib/core/rating/corrected";
import type { HourAmounts } from "@/lib/core/rating/difference";
import { raiseNotice } from "@/lib/identity/notices";
import { appendEvent } from "@/lib/leases/events";
import type { Lease } from "@/lib/leases/types";

interface Told {
  lease: Lease;
  correction: Correction;
  correctionId: string;
  reason: string;
  totals: HourAmounts;
  at: Date;
}

const signed = (micros: bigint, currency: Currency) =>
  `${micros > 0n ? "+" : ""}${formatMoney(micros, currency, { precision: "trimmed" })}`;

const utc = (at: Date) => at.toISOString().slice(0, 19).replace("T", " ");

/** Each party reads of what changed on its side: the customer in the lease's events and a notice, the operator in a notice. */
export async function tellOfCorrection(tx: Transaction, told: Told): Promise<void> {
  const { lease, correction, correctionId, reason, totals, at } = told;
  const window = `${utc(correction.from)} to ${utc(correction.to)} UTC`;
  const what = correction.kind === "state" ? `${window} counts as ${correction.state}` : `${window} has another price`;
  if (totals.chargeMicros !== 0n || correction.kind === "state") {
    const message = `Billing corrected by ${signed(totals.chargeMicros, lease.billingCurrency)}: ${what}. ${reason}`;
    await appendEvent(tx, {
      leaseId: lease.id,
      source: "platform",
      sourceEventId: correctionId,
      kind: "lease.corrected",
      message,
      at,
    });
  }
  if (totals.chargeMicros !== 0n)
    await raiseNotice(
      tx,
      {
        organizationId: lease.organizationId,
        key: `correction:${correctionId}`,
        severity: totals.chargeMicros > 0n ? "warning" : "info",
        title: `${lease.name} was corrected by ${signed(totals.chargeMicros, lease.billingCurrency)}`,
        body: `${what}. ${reason}`,
        href: `/instances/${lease.id}`,
      },
      at,
    );
  if (totals.wholesaleMicros !== 0n)
    await raiseNotice(
      tx,
      {
        organizationId: lease.operatorId,
        key: `correction:${correctionId}`,
        severity: totals.wholesaleMicros < 0n ? "warning" : "info",
        title: `Earnings of ${lease.id} were corrected by ${signed(totals.wholesaleMicros, lease.currency)}`,
        body: `${what}. ${reason}`,
        href: "/operator/earnings",
      },
      at,
    );
}
