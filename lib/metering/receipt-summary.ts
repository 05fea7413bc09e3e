import { formatMoney } from "@/lib/core/money";
import type { ReceiptHead, ReceiptTotals } from "@/lib/core/receipts/receipt";
import { formatSeconds } from "@/lib/core/time";

/** The bill in a sentence; a boot that failed gets its zero in writing. */
export function summarise(lease: ReceiptHead["lease"], totals: ReceiptTotals, side: ReceiptHead["side"]): string {
  const amount = formatMoney(BigInt(totals.chargeMicros), lease.billingCurrency, { precision: "micros" });
  const verb = side === "customer" ? "is charged" : "is earned";
  if (lease.state === "failed") return `The instance did not start: ${amount} ${verb}. ${lease.endReason ?? ""}`.trim();
  const until = lease.endedAt ? "" : `, through ${lease.billedThrough}`;
  const credit = BigInt(totals.slaCreditMicros);
  const sla =
    credit === 0n
      ? ""
      : ` ${formatMoney(credit, lease.billingCurrency, { precision: "micros" })} for the service level ${side === "customer" ? "is credited besides" : "is charged back"}.`;
  return `${amount} ${verb} for ${formatSeconds(BigInt(totals.seconds))} of billed time${until}.${sla}`;
}
