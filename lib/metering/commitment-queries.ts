import { sql } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import { databaseNow } from "@/db/clock";
import type { Context } from "@/lib/context";
import type { Currency } from "@/lib/core/money";
import { type IdleCommitment, idleCommitment } from "@/lib/core/rating/commitment";
import { nextMonth } from "@/lib/core/rating/terms-input";
import { earlier, later, truncateToSecond } from "@/lib/core/time";
import { notFound } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { readSnapshot } from "./snapshot";
import { loadUnbooked } from "./unbooked";
import { monthStart } from "./utc-day";

const MOST_COMMITMENTS = 500;

export interface CommitmentScope {
  /** Any instant of the UTC month. */
  month: Date;
  contractId?: string;
}

interface Commitment extends Record<string, unknown> {
  commitmentId: string;
  contractId: string;
  contractName: string;
  operatorId: string;
  operatorName: string;
  modelId: string;
  modelName: string;
  currency: Currency;
  committedHours: bigint;
  microsPerAcceleratorHour: bigint;
}

interface Delivered {
  seconds: bigint;
  wholesaleMicros: bigint;
  retailMicros: bigint;
}

export type IdleRow = Commitment & IdleCommitment;
export type OwnCommitmentRow = Pick<
  IdleRow,
  "commitmentId" | "contractId" | "modelName" | "currency" | "committedSeconds" | "deliveredSeconds" | "wholesaleMicros"
> & { microsPerAcceleratorHour: bigint };

/**
 * Every take-or-pay commitment of a UTC month beside what was delivered under it: booked segments with their corrections, and of the running
 * month what is proven and not booked yet. For the desk: idle burn, and the break-even price beside the achieved one.
 */
export async function listIdleCommitment(ctx: Context, scope: CommitmentScope): Promise<IdleRow[]> {
  if (authorize(ctx, "contract.view").organizationKind !== "platform") throw notFound("page");
  return readSnapshot(ctx.db, (tx) => loadCommitments(tx, scope, null));
}

/** The signed-in operator's commitments of a UTC month, and how much of each is delivered. What customers pay is not theirs to see. */
export async function listOwnCommitments(ctx: Context, scope: CommitmentScope): Promise<OwnCommitmentRow[]> {
  const { organizationId } = authorize(ctx, "earnings.view");
  const rows = await readSnapshot(ctx.db, (tx) => loadCommitments(tx, scope, organizationId));
  return rows.map((row) => ({
    commitmentId: row.commitmentId,
    contractId: row.contractId,
    modelName: row.modelName,
    currency: row.currency,
    committedSeconds: row.committedSeconds,
    deliveredSeconds: row.deliveredSeconds,
    wholesaleMicros: row.wholesaleMicros,
    microsPerAcceleratorHour: row.microsPerAcceleratorHour,
  }));
}

async function loadCommitments(tx: DbOrTx, scope: CommitmentScope, operatorId: string | null): Promise<IdleRow[]> {
  const from = monthStart(scope.month);
  const to = nextMonth(from);
  const now = await databaseNow(tx);
  const { rows } = await tx.execute<Commitment>(sql`
    SELECT k.id AS "commitmentId", c.id AS "contractId", c.name AS "contractName", o.id AS "operatorId", o.name AS "operatorName",
      m.id AS "modelId", m.name AS "modelName", c.currency, k.accelerator_hours_per_month::bigint AS "committedHours",
      k.micros_per_accelerator_hour AS "microsPerAcceleratorHour"
    FROM wholesale_commitments k
    JOIN wholesale_contracts c ON c.id = k.contract_id
    JOIN organizations o ON o.id = c.organization_id
    JOIN accelerator_models m ON m.id = k.model_id
    WHERE k.during @> ${from.toISOString()}::timestamptz
      AND ${scope.contractId ? sql`c.id = ${scope.contractId}` : sql`true`}
      AND ${operatorId ? sql`o.id = ${operatorId}` : sql`true`}
    ORDER BY o.name, c.name, m.name, k.id LIMIT ${MOST_COMMITMENTS}`);
  if (rows.length === 0) return [];
  const operators = [...new Set(rows.map((row) => row.operatorId))];
  const delivered = await sumBooked(tx, operators, from, to);
  if (now >= from) await addUnbooked(tx, delivered, operators, { from, to, now });
  const elapsed = truncateToSecond(later(from, earlier(to, now)));
  const seconds = (at: Date) => BigInt((at.getTime() - from.getTime()) / 1000);
  return rows.map((row) => {
    const own = delivered.get(keyOf(row.operatorId, row.modelId, row.currency)) ?? NOTHING;
    return {
      ...row,
      ...idleCommitment({
        committedHours: row.committedHours,
        microsPerAcceleratorHour: row.microsPerAcceleratorHour,
        deliveredSeconds: own.seconds > 0n ? own.seconds : 0n,
        wholesaleMicros: own.wholesaleMicros,
        retailMicros: own.retailMicros,
        elapsedSeconds: seconds(elapsed),
        monthSeconds: seconds(to),
      }),
    };
  });
}

interface DeliveredRow extends Delivered, Record<string, unknown> {
  operatorId: string;
  modelId: string;
  currency: Currency;
}

const NOTHING: Delivered = { seconds: 0n, wholesaleMicros: 0n, retailMicros: 0n };
const keyOf = (operatorId: string, modelId: string, currency: Currency) => `${operatorId}|${modelId}|${currency}`;

/** Delivered is what the operator is paid for while it ran: storage of stopped leases is no accelerator's time. */
async function sumBooked(tx: DbOrTx, operators: string[], from: Date, to: Date): Promise<Map<string, Delivered>> {
  const [start, end] = [sql`${from.toISOString()}::timestamptz`, sql`${to.toISOString()}::timestamptz`];
  const { rows } = await tx.execute<DeliveredRow>(sql`
    SELECT l.operator_id AS "operatorId", k.model_id AS "modelId", l.currency, sum(u.seconds)::bigint AS seconds,
      sum(u.wholesale)::bigint AS "wholesaleMicros", sum(u.retail)::bigint AS "retailMicros"
    FROM leases l JOIN skus k ON k.id = l.sku_id
    CROSS JOIN LATERAL (
      SELECT sum(extract(epoch FROM s.seg_end - s.seg_start)::bigint * s.units) AS seconds, sum(s.wholesale_micros) AS wholesale,
        sum(s.retail_micros) AS retail
      FROM usage_segments s
      WHERE s.lease_id = l.id AND s.seg_start >= ${start} AND s.seg_start < ${end} AND s.state = 'running'
      UNION ALL
      SELECT sum(a.delta_seconds * l.accelerator_count), sum(a.delta_wholesale_micros), sum(a.delta_retail_micros)
      FROM usage_adjustments a WHERE a.lease_id = l.id AND lower(a."window") >= ${start} AND lower(a."window") < ${end}) u
    WHERE l.operator_id = ANY(${sql.param(operators)}::text[]) AND l.requested_at < ${end}
      AND coalesce(l.ended_at, 'infinity') > ${start} AND u.seconds IS NOT NULL
    GROUP BY 1, 2, 3`);
  return new Map(
    rows.map(({ operatorId, modelId, currency, ...sums }) => [keyOf(operatorId, modelId, currency), sums]),
  );
}

interface OpenLease extends Record<string, unknown> {
  id: string;
  operatorId: string;
  modelId: string;
  currency: Currency;
}

async function addUnbooked(
  tx: DbOrTx,
  delivered: Map<string, Delivered>,
  operators: string[],
  { from, to, now }: { from: Date; to: Date; now: Date },
) {
  const { rows: open } = await tx.execute<OpenLease>(sql`
    SELECT l.id, l.operator_id AS "operatorId", k.model_id AS "modelId", l.currency
    FROM leases l JOIN skus k ON k.id = l.sku_id
    WHERE l.operator_id = ANY(${sql.param(operators)}::text[]) AND l.next_due IS NOT NULL`);
  const unbooked = await loadUnbooked(tx, open, now);
  for (const lease of open) {
    const key = keyOf(lease.operatorId, lease.modelId, lease.currency);
    for (const segment of unbooked.get(lease.id)!.segments) {
      if (segment.state !== "running" || segment.from < from || segment.from >= to) continue;
      const sums = delivered.get(key) ?? NOTHING;
      delivered.set(key, {
        seconds: sums.seconds + segment.seconds * BigInt(segment.units),
        wholesaleMicros: sums.wholesaleMicros + segment.wholesaleMicros,
        retailMicros: sums.retailMicros + segment.retailMicros,
      });
    }
  }
}
