import { and, eq, sql } from "drizzle-orm";
import type { DbOrTx, Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { leaseCorrections, leases, usageAdjustments } from "@/db/schema";
import type { Context } from "@/lib/context";
import type { Currency } from "@/lib/core/money";
import type { Correction } from "@/lib/core/rating/corrected";
import { type HourAmounts, totalOf } from "@/lib/core/rating/difference";
import { AppError, notFound } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { lockLease } from "@/lib/leases/locks";
import { parseInput } from "@/lib/parse-input";
import { applyCorrection, checkCorrection, differencesWith, readCorrection } from "./apply-correction";
import { type CorrectionRow, loadCorrectedLeases } from "./corrected-leases";
import {
  type CorrectLeaseInput,
  correctLeaseSchema,
  type PreviewCorrectionInput,
  previewCorrectionSchema,
} from "./correction-schemas";
import { recordCorrection } from "./record-correction";
import { tellOfCorrection } from "./tell-of-correction";

export interface HourLine extends HourAmounts {
  hour: Date;
}

export interface CorrectionPreview {
  currency: Currency;
  billingCurrency: Currency;
  /** Hours in which the books would change, and by how much on each side. */
  hours: HourLine[];
  totals: HourAmounts;
}

export interface CorrectionOutcome {
  correctionId: string;
  hours: number;
  totals: HourAmounts;
}

/** What a correction would change in the books, by the code that makes it; nothing is written. */
export async function previewCorrection(ctx: Context, input: PreviewCorrectionInput): Promise<CorrectionPreview> {
  authorize(ctx, "correction.manage");
  const parsed = parseInput(previewCorrectionSchema, input);
  const correction = readCorrection(parsed);
  return ctx.db.transaction(
    async (tx) => {
      const corrected = (await loadCorrectedLeases(tx, [parsed.leaseId])).get(parsed.leaseId);
      if (!corrected) throw notFound("lease");
      checkCorrection(corrected, correction);
      const hours = await differencesWith(tx, corrected, correction);
      const { currency, billingCurrency } = corrected.lease;
      return { currency, billingCurrency, hours: hours.map(toLine), totals: totalOf(hours.map(toLine)) };
    },
    { isolationLevel: "repeatable read", accessMode: "read only" },
  );
}

function toLine({ hour, seconds, retailMicros, wholesaleMicros, taxMicros, chargeMicros }: HourLine): HourLine {
  return { hour, seconds, retailMicros, wholesaleMicros, taxMicros, chargeMicros };
}

/**
 * Corrects what is billed of a lease: the correction becomes the last word on its window, desired minus booked is posted in the open
 * period to both parties. One transaction under the lease's lock, so that ticks and other corrections wait. The same key again, or a
 * correction that says what stands, posts nothing.
 */
export async function correctLease(ctx: Context, input: CorrectLeaseInput): Promise<CorrectionOutcome> {
  const { userId } = authorize(ctx, "correction.manage");
  const parsed = parseInput(correctLeaseSchema, input);
  const { leaseId, reason, evidence, idempotencyKey } = parsed;
  return ctx.db.transaction(async (tx) => {
    await findLease(tx, leaseId);
    await lockLease(tx, leaseId);
    const correction = readCorrection(parsed);
    const done = await findByKey(tx, leaseId, idempotencyKey);
    if (done) return repeat(tx, done, correction);
    const corrected = (await loadCorrectedLeases(tx, [leaseId])).get(leaseId)!;
    checkCorrection(corrected, correction);
    const at = await databaseNow(tx);
    const applied = await applyCorrection(tx, corrected, { correction, reason, evidence, idempotencyKey, userId, at });
    const outcome = summary(applied.correctionId, applied.differences.map(toLine));
    await tellOfCorrection(tx, { lease: corrected.lease, correction, reason, at, ...outcome });
    await recordCorrection(tx, ctx, { lease: corrected.lease, correction, reason, ...outcome });
    return outcome;
  });
}

async function findLease(tx: Transaction, leaseId: string) {
  const [lease] = await tx.select({ id: leases.id }).from(leases).where(eq(leases.id, leaseId));
  if (!lease) throw notFound("lease");
}

async function findByKey(tx: Transaction, leaseId: string, key: string): Promise<CorrectionRow | undefined> {
  const [row] = await tx
    .select()
    .from(leaseCorrections)
    .where(and(eq(leaseCorrections.leaseId, leaseId), eq(leaseCorrections.idempotencyKey, key)));
  return row;
}

async function repeat(tx: DbOrTx, done: CorrectionRow, correction: Correction): Promise<CorrectionOutcome> {
  const same =
    done.kind === correction.kind &&
    done.during.from.getTime() === correction.from.getTime() &&
    done.during.to?.getTime() === correction.to.getTime() &&
    (correction.kind === "state"
      ? done.state === correction.state
      : done.microsPerUnitHour === correction.microsPerUnitHour);
  if (!same) throw new AppError("conflict", "This key was used for another correction of the lease.");
  const rows = await tx
    .select({
      hour: sql<Date>`date_trunc('hour', lower(${usageAdjustments.window}), 'UTC')`,
      seconds: usageAdjustments.deltaSeconds,
      retailMicros: usageAdjustments.deltaRetailMicros,
      wholesaleMicros: usageAdjustments.deltaWholesaleMicros,
      taxMicros: usageAdjustments.deltaTaxMicros,
      chargeMicros: sql<bigint>`coalesce(${usageAdjustments.deltaChargeMicros}, ${usageAdjustments.deltaRetailMicros} + ${usageAdjustments.deltaTaxMicros})`,
    })
    .from(usageAdjustments)
    .where(eq(usageAdjustments.correctionId, done.id));
  return summary(done.id, rows);
}

function summary(correctionId: string, hours: HourLine[]): CorrectionOutcome {
  return { correctionId, hours: hours.length, totals: totalOf(hours) };
}
