import { databaseNow } from "@/db/clock";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { parseMoney } from "@/lib/core/money";
import { addAmounts, type HourAmounts, NOTHING, totalOf } from "@/lib/core/rating/difference";
import { authorize } from "@/lib/identity/authorize";
import { lockLease } from "@/lib/leases/locks";
import { parseInput } from "@/lib/parse-input";
import { applyCorrection } from "./apply-correction";
import { loadCorrectedLeases } from "./corrected-leases";
import { type RerateLeasesInput, rerateLeasesSchema } from "./correction-schemas";
import { listReratingUnits, type Rerating, type ReratingUnit, unitKey } from "./rerating-units";
import { tellOfCorrection } from "./tell-of-correction";

const BATCH = 100;

export interface ReratingProgress {
  /** Stretches of leases that this call corrected. */
  corrected: number;
  /** Whether some are left: the same call again goes on where this one ended. */
  more: boolean;
  totals: HourAmounts;
  /** Leases whose history does not add up: left as they were. */
  stuck: string[];
}

interface Reason {
  reason: string;
  evidence?: string | null | undefined;
  idempotencyKey: string;
}

/**
 * Puts a wrong price right over all leases that were pinned to it: one correction a lease and pinned rate, each in a transaction of
 * its own, a batch a call. Broken off anywhere, the same call with the same key goes on; done, it posts nothing more. What is billed
 * after it ran is corrected by another run.
 */
export async function rerateLeases(ctx: Context, input: RerateLeasesInput): Promise<ReratingProgress> {
  const { userId } = authorize(ctx, "correction.manage");
  const { price, reason, evidence, idempotencyKey, ...parsed } = parseInput(rerateLeasesSchema, input);
  const rerating: Rerating = { ...parsed, microsPerHour: parseMoney(price)! };
  const units = await listReratingUnits(ctx.db, rerating, { limit: BATCH + 1, idempotencyKey });
  const progress: ReratingProgress = { corrected: 0, more: units.length > BATCH, totals: NOTHING, stuck: [] };
  for (const unit of units.slice(0, BATCH)) {
    try {
      const totals = await rerateOne(ctx, rerating, unit, { reason, evidence, idempotencyKey }, userId);
      if (!totals) continue;
      progress.corrected += 1;
      progress.totals = addAmounts(progress.totals, totals);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      progress.stuck.push(unit.leaseId);
    }
  }
  return progress;
}

/** Null where another call with this key was first. */
function rerateOne(ctx: Context, rerating: Rerating, unit: ReratingUnit, why: Reason, userId: string) {
  return ctx.db.transaction(async (tx): Promise<HourAmounts | null> => {
    const lease = await lockLease(tx, unit.leaseId);
    const corrected = (await loadCorrectedLeases(tx, [unit.leaseId])).get(unit.leaseId)!;
    const idempotencyKey = unitKey(why.idempotencyKey, unit);
    const only = { limit: 1, rateId: unit.rateId, idempotencyKey: why.idempotencyKey };
    const [still] = await listReratingUnits(tx, rerating, only);
    if (!still) return null;
    const { correction } = still;
    const at = await databaseNow(tx);
    const applied = await applyCorrection(tx, corrected, { ...why, correction, idempotencyKey, userId, at });
    const totals = totalOf(applied.differences);
    const { reason } = why;
    await tellOfCorrection(tx, { lease, correction, correctionId: applied.correctionId, reason, totals, at });
    await recordAudit(tx, ctx, {
      action: "lease.rerate",
      targetId: lease.id,
      organizationId: lease.organizationId,
      detail: { correctionId: applied.correctionId, reason, deltaRetailMicros: String(totals.retailMicros) },
    });
    return totals;
  });
}
