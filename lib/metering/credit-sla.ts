import { and, eq, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { leaseCorrections, leases, slaChecks, slaCredits as slaCreditRows, slaRules } from "@/db/schema";
import type { Context } from "@/lib/context";
import { unreachableSeconds } from "@/lib/core/rating/corrected";
import { type SlaFacts, slaCredits } from "@/lib/core/rating/sla";
import { isRefusedData } from "@/lib/errors";
import type { Lease } from "@/lib/leases/types";
import { createLog } from "@/lib/log";
import { type CorrectedLease, loadCorrectedLeases } from "./corrected-leases";
import { type FoundCredit, postSlaCredits } from "./post-sla-credits";
import { listSlaWindows, type SlaWindow } from "./sla-windows";
import { monthStart } from "./utc-day";

const BATCH = 100;
const log = createLog("sla");

/**
 * Holds closed days and months in which leases were unreachable against the rules, and credits what is beyond the promise: a transaction a
 * lease and window, under the lease's lock; a lease that another worker holds is left to it. Answers how many windows it settled.
 * A credit once given is neither raised nor taken back. What cannot be settled is named in the log and keeps no other waiting.
 */
export async function creditSla(ctx: Context, options: { limit?: number } = {}): Promise<number> {
  const windows = await listSlaWindows(ctx.db, options.limit ?? BATCH);
  let settled = 0;
  for (const window of windows)
    try {
      if (await ctx.db.transaction((tx) => settleWindow(tx, window))) settled += 1;
    } catch (error) {
      if (!(error instanceof RangeError) && !isRefusedData(error)) throw error;
      log.error({ err: error, leaseId: window.leaseId, window: window.from }, "window cannot be held against the SLA");
    }
  return settled;
}

async function settleWindow(tx: Transaction, window: SlaWindow): Promise<boolean> {
  const [locked] = await tx
    .select({ id: leases.id })
    .from(leases)
    .where(eq(leases.id, window.leaseId))
    .for("no key update", { skipLocked: true });
  if (!locked) return false;
  const correctionCount = await tx.$count(leaseCorrections, eq(leaseCorrections.leaseId, window.leaseId));
  if (!(await claimCheck(tx, window, correctionCount))) return false;
  const corrected = (await loadCorrectedLeases(tx, [window.leaseId])).get(window.leaseId)!;
  const unreachable = unreachableSeconds(corrected.history.intervals, corrected.standing, window);
  if (unreachable === 0n) return true;
  const credits = await findCredits(tx, corrected, window, unreachable);
  if (credits.length > 0)
    await postSlaCredits(tx, { corrected, window, unreachable, at: await databaseNow(tx) }, credits);
  return true;
}

/** Whether it was ours to check: not where another worker has seen as many corrections. */
async function claimCheck(tx: Transaction, window: SlaWindow, correctionCount: number): Promise<boolean> {
  const checked = { correctionCount, checkedAt: await databaseNow(tx) };
  const claimed = await tx
    .insert(slaChecks)
    .values({ leaseId: window.leaseId, window: { from: window.from, to: window.to }, ...checked })
    .onConflictDoUpdate({
      target: [slaChecks.leaseId, slaChecks.window],
      set: checked,
      setWhere: sql`${slaChecks.correctionCount} < excluded.correction_count`,
    })
    .returning({ leaseId: slaChecks.leaseId });
  return claimed.length > 0;
}

async function findCredits(
  tx: Transaction,
  { lease }: CorrectedLease,
  window: SlaWindow,
  unreachable: bigint,
): Promise<FoundCredit[]> {
  const rules = await tx
    .select()
    .from(slaRules)
    .where(and(eq(slaRules.window, window.unit), sql`${slaRules.during} @> ${window.from.toISOString()}::timestamptz`));
  const given = await tx.select().from(slaCreditRows).where(eq(slaCreditRows.leaseId, lease.id));
  const isSame = ({ during }: { during: { from: Date; to: Date | null } }) =>
    during.from.getTime() === window.from.getTime() && during.to?.getTime() === window.to.getTime();
  const before = given.map((row) => ({ ...row, during: row.window }));
  const due = rules.filter((rule) => !before.some((row) => row.ruleId === rule.id && isSame(row)));
  const month = { from: monthStart(window.from), to: nextMonth(window.from) };
  const inMonth = before.filter(({ during }) => during.from >= month.from && during.from < month.to);
  const facts = await sumWindow(tx, lease, window, before.filter(isSame), unreachable);
  const monthly = await sumWindow(tx, lease, month, inMonth, unreachable);
  const share = await findChargeBackBps(tx, lease, window.from);
  const names = new Map(rules.map((rule) => [rule.id, rule.name]));
  return slaCredits(due, facts, monthly, share).map((credit) => ({
    ...credit,
    ruleName: names.get(credit.rule.id)!,
    retailMicros: facts.retailMicros,
  }));
}

function nextMonth(at: Date): Date {
  return new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 1));
}

/** By when it was used, not by when it was booked: a correction counts in the window that it corrects. */
export async function sumWindow(
  tx: Transaction,
  lease: Lease,
  { from, to }: { from: Date; to: Date },
  given: readonly { creditMicros: bigint; chargedBackMicros: bigint }[],
  unreachable: bigint,
): Promise<SlaFacts> {
  const [lo, hi] = [sql`${from.toISOString()}::timestamptz`, sql`${to.toISOString()}::timestamptz`];
  const { rows } = await tx.execute<{ retail: bigint; wholesale: bigint }>(sql`
    SELECT coalesce(sum(x.retail), 0)::bigint AS retail, coalesce(sum(x.wholesale), 0)::bigint AS wholesale FROM (
      SELECT retail_micros AS retail, wholesale_micros AS wholesale FROM usage_segments
      WHERE lease_id = ${lease.id} AND seg_start >= ${lo} AND seg_start < ${hi}
      UNION ALL SELECT delta_retail_micros, delta_wholesale_micros FROM usage_adjustments
      WHERE lease_id = ${lease.id} AND lower("window") >= ${lo} AND lower("window") < ${hi}) x`);
  return {
    unreachableSeconds: unreachable,
    retailMicros: rows[0]!.retail,
    wholesaleMicros: rows[0]!.wholesale,
    creditedMicros: given.reduce((sum, row) => sum + row.creditMicros, 0n),
    chargedBackMicros: given.reduce((sum, row) => sum + row.chargedBackMicros, 0n),
  };
}

/** All of it without a contract: whose host was unreachable pays. */
export async function findChargeBackBps(tx: Transaction, lease: Lease, at: Date): Promise<number> {
  const { rows } = await tx.execute<{ bps: number }>(sql`
    SELECT sla_charge_back_bps AS bps FROM wholesale_contracts
    WHERE organization_id = ${lease.operatorId} AND currency = ${lease.currency} AND during @> ${at.toISOString()}::timestamptz`);
  return rows[0]?.bps ?? 10_000;
}
