import type { Transaction } from "@/db/client";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import type { Correction } from "@/lib/core/rating/corrected";
import type { HourAmounts } from "@/lib/core/rating/difference";
import type { Lease } from "@/lib/leases/types";

interface Corrected {
  lease: Lease;
  correction: Correction;
  correctionId: string;
  reason: string;
  totals: HourAmounts;
}

/** In the platform's log all of it, in each party's log its own side, where that has changed: no party reads the other's prices. */
export async function recordCorrection(tx: Transaction, ctx: Context, corrected: Corrected): Promise<void> {
  const { lease, correction, correctionId, reason, totals } = corrected;
  const common = { correctionId, reason, ...windowOf(correction) };
  const charged = { deltaChargeMicros: String(totals.chargeMicros) };
  const earned = { deltaWholesaleMicros: String(totals.wholesaleMicros) };
  const value = correction.kind === "state" ? correction.state : String(correction.microsPerUnitHour);
  const record = (detail: Record<string, unknown>, organizationId?: string) =>
    recordAudit(tx, ctx, {
      action: "lease.correct",
      targetId: lease.id,
      detail: { ...common, ...detail },
      ...(organizationId ? { organizationId } : {}),
    });
  await record({ kind: correction.kind, value, deltaRetailMicros: String(totals.retailMicros), ...charged, ...earned });
  if (totals.chargeMicros !== 0n || correction.kind === "state") await record(charged, lease.organizationId);
  if (totals.wholesaleMicros !== 0n) await record(earned, lease.operatorId);
}

function windowOf({ from, to }: Correction) {
  return { from: from.toISOString(), to: to.toISOString() };
}
