import { formatSeconds } from "@/lib/core/time";
import type { PartyAdjustment, SlaCreditRow } from "@/lib/metering/correction-queries";
import type { DeductionRow } from "./deductions-table";

export function toDeductionRows(adjustments: PartyAdjustment[], credits: SlaCreditRow[]): DeductionRow[] {
  return [
    ...adjustments.map((one, at) => ({
      id: `adjustment ${at}`,
      leaseId: one.leaseId,
      skuCode: one.skuCode,
      bookedAt: one.bookedAt.toISOString(),
      kind: "Correction" as const,
      reason: one.reason,
      currency: one.currency,
      micros: String(one.micros),
    })),
    ...credits
      .filter((one) => one.chargedBackMicros > 0n)
      .map((one, at) => ({
        id: `credit ${at}`,
        leaseId: one.leaseId,
        skuCode: one.skuCode,
        bookedAt: one.createdAt.toISOString(),
        kind: "SLA charge-back" as const,
        reason: `${one.ruleName}: unreachable for ${formatSeconds(one.unreachableSeconds)} in the UTC ${one.unit} ${one.from.toISOString().slice(0, one.unit === "day" ? 10 : 7)}`,
        currency: one.currency,
        micros: String(-one.chargedBackMicros),
      })),
  ];
}
