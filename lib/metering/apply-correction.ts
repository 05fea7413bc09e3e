import { inArray } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { leaseCorrections } from "@/db/schema";
import { parseMoney } from "@/lib/core/money";
import { type Correction, supersede } from "@/lib/core/rating/corrected";
import { earlier, later } from "@/lib/core/time";
import { AppError } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { type CorrectedLease, type Difference, hull, loadDifferences } from "./corrected-leases";
import { postAdjustments } from "./post-adjustments";

export interface CorrectionInput {
  kind: Correction["kind"];
  from: Date;
  to: Date;
  state?: "running" | "unreachable" | null | undefined;
  price?: string | null | undefined;
}

export function readCorrection({ kind, from, to, state, price }: CorrectionInput): Correction {
  if (kind === "state") return { kind, state: state!, from, to };
  return { kind, microsPerUnitHour: parseMoney(price!)!, from, to };
}

function refuse(field: string, reason: string): AppError {
  return new AppError("invalid_input", reason, { fields: { [field]: [reason] } });
}

/** What is not billed yet is corrected once it is; a state is corrected only where the instance was recorded to run or to be lost. */
export function checkCorrection({ lease, history }: CorrectedLease, correction: Correction): void {
  if (correction.from < lease.billedFrom)
    throw refuse("from", `The lease begins at ${utc(lease.billedFrom)}. Nothing before can be corrected.`);
  if (correction.to > lease.billedThrough)
    throw refuse(
      "to",
      lease.endedAt && lease.billedThrough >= lease.endedAt
        ? `The lease ended at ${utc(lease.endedAt)}. Nothing after can be corrected.`
        : `It is billed through ${utc(lease.billedThrough)}. Correct up to there now, and the rest once it is billed.`,
    );
  if (correction.kind !== "state") return;
  const other = history.intervals.find(
    (one) =>
      one.state !== "running" &&
      one.state !== "unreachable" &&
      one.from < correction.to &&
      (!one.to || correction.from < one.to),
  );
  if (other) {
    const [from, to] = [
      later(other.from, correction.from),
      other.to ? earlier(other.to, correction.to) : correction.to,
    ];
    throw refuse(
      "from",
      `From ${utc(from)} to ${utc(to)} the instance was ${other.state}. Only time recorded as running or unreachable can be corrected.`,
    );
  }
}

function utc(at: Date): string {
  return `${at.toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** What the books would differ by if `correction` were the last word; nothing is written. */
export async function differencesWith(
  tx: Transaction,
  corrected: CorrectedLease,
  correction: Correction,
): Promise<Difference[]> {
  const { standing } = supersede(corrected.standing, correction);
  const after = { ...corrected, standing, touched: hull(corrected.touched, correction) };
  return (await loadDifferences(tx, [after])).get(corrected.lease.id) ?? [];
}

export interface Correcting {
  correction: Correction;
  reason: string;
  evidence?: string | null | undefined;
  idempotencyKey: string;
  userId: string;
  at: Date;
}

/** Writes a correction and books what it changes. The caller holds the lease's lock and has checked window and key. */
export async function applyCorrection(tx: Transaction, corrected: CorrectedLease, input: Correcting) {
  const { correction, reason, at } = input;
  const differences = await differencesWith(tx, corrected, correction);
  const { replaced, remainders } = supersede(corrected.standing, correction);
  if (replaced.length > 0)
    await tx
      .update(leaseCorrections)
      .set({ supersededAt: at })
      .where(
        inArray(
          leaseCorrections.id,
          replaced.map(({ row }) => row.id),
        ),
      );
  const correctionId = newId("cor");
  await tx.insert(leaseCorrections).values([
    ...remainders.map(({ of: { row }, from, to }) => ({
      ...row,
      id: newId("cor"),
      during: { from, to },
      idempotencyKey: null,
      remainderOf: row.id,
      createdAt: at,
    })),
    {
      id: correctionId,
      leaseId: corrected.lease.id,
      kind: correction.kind,
      during: { from: correction.from, to: correction.to },
      state: correction.kind === "state" ? correction.state : null,
      microsPerUnitHour: correction.kind === "state" ? null : correction.microsPerUnitHour,
      reason,
      evidence: input.evidence || null,
      idempotencyKey: input.idempotencyKey,
      createdBy: input.userId,
      createdAt: at,
    },
  ]);
  const { lease, history } = corrected;
  await postAdjustments(tx, { lease, history, correctionId, reason, at }, differences);
  return { correctionId, differences };
}
