import { and, count, desc, eq, gt, isNotNull, isNull, lt, or, type SQL, sql } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { leases, sites, skus, usageSegments } from "@/db/schema";
import { findBillingCurrency } from "@/lib/catalog/customer-terms";
import type { Context } from "@/lib/context";
import type { LeaseState } from "@/lib/core/leases/states";
import { isStorage } from "@/lib/core/leases/states";
import type { Currency } from "@/lib/core/money";
import type { ProjectAccess } from "@/lib/core/permissions";
import { taxPartMicros } from "@/lib/core/rating/charge";
import type { PlannedSegment } from "@/lib/core/rating/segments";
import { authorize } from "@/lib/identity/authorize";
import { inOwnProjects } from "@/lib/leases/own-leases";
import { addAdjustment, listBookedAdjustments, wasAdjustedIn } from "./adjustment-sums";
import { chargedMicros, taxPart } from "./charged";
import { readSnapshot } from "./snapshot";
import { loadUnbooked } from "./unbooked";
import { dayOf } from "./utc-day";

const LONGEST_PAGE = 500;

type Reader = Pick<Context, "db" | "actor">;

/**
 * Billed use, in the currency that the customer pays in, with the corrections that were booked in the period, whichever period they correct.
 * `chargeMicros` is all of it, tax included; the other two are parts of it.
 */
export interface Usage {
  seconds: bigint;
  /** Seconds × accelerators; ÷ 3,600 is accelerator-hours. */
  acceleratorSeconds: bigint;
  chargeMicros: bigint;
  taxMicros: bigint;
  /** Proven, but not in the ledger yet. */
  unbookedMicros: bigint;
}

export interface Period {
  from: Date;
  to: Date;
}

export interface UsageReport<Row> {
  currency: Currency;
  rows: Row[];
}

const seconds = sql`extract(epoch FROM ${usageSegments.segEnd} - ${usageSegments.segStart})`;
export const sums = {
  seconds: sql<bigint>`sum(${seconds})::bigint`,
  /** A stopped lease's units are GiB. */
  acceleratorSeconds: sql<bigint>`coalesce(sum(${seconds} * ${usageSegments.units})
    FILTER (WHERE ${usageSegments.state} = 'running'), 0)::bigint`,
  chargeMicros: sql<bigint>`sum(${chargedMicros})::bigint`,
  taxMicros: sql<bigint>`sum(${taxPart})::bigint`,
};

interface Scope extends Period {
  party: "customer";
  organizationId: string;
  projects: ProjectAccess;
  currency: Currency;
}

export function inScope(scope: Scope): SQL | undefined {
  return and(
    eq(leases.organizationId, scope.organizationId),
    inOwnProjects(scope),
    eq(leases.billingCurrency, scope.currency),
    lt(leases.requestedAt, scope.to),
    or(isNull(leases.endedAt), gt(leases.endedAt, scope.from), wasAdjustedIn(leases.id, scope)),
  );
}

/** Segments of the period that were charged; one lies within a UTC hour, so its start says its day. */
export function chargedIn(period: Period): SQL | undefined {
  return and(
    isNotNull(usageSegments.retailRateId),
    sql`${usageSegments.segStart} >= ${period.from.toISOString()}::timestamptz`,
    sql`${usageSegments.segStart} < ${period.to.toISOString()}::timestamptz`,
  );
}

type OpenSegment = PlannedSegment & { leaseId: string; skuId: string };

export async function listUnbooked(tx: DbOrTx, scope: Scope): Promise<OpenSegment[]> {
  const open = await tx
    .select({
      id: leases.id,
      skuId: leases.skuId,
      billedThrough: leases.billedThrough,
      provenThrough: leases.provenThrough,
    })
    .from(leases)
    .where(and(inScope(scope), isNotNull(leases.nextDue)));
  const unbooked = await loadUnbooked(tx, open, await databaseNow(tx));
  return open.flatMap((lease) =>
    unbooked
      .get(lease.id)!
      .segments.filter((segment) => segment.retailRateId && segment.from >= scope.from && segment.from < scope.to)
      .map((segment) => ({ ...segment, leaseId: lease.id, skuId: lease.skuId })),
  );
}

export function add(row: Usage, segment: PlannedSegment) {
  row.seconds += segment.seconds;
  if (!isStorage(segment.state)) row.acceleratorSeconds += segment.seconds * BigInt(segment.units);
  row.chargeMicros += segment.chargeMicros;
  row.taxMicros += taxPartMicros(segment);
  row.unbookedMicros += segment.chargeMicros;
}

export const nothing = (): Usage => ({
  seconds: 0n,
  acceleratorSeconds: 0n,
  chargeMicros: 0n,
  taxMicros: 0n,
  unbookedMicros: 0n,
});

export function put<Row>(rows: Map<string, Row>, key: string, row: Row): Row {
  rows.set(key, row);
  return row;
}

export async function report<Row>(
  ctx: Reader,
  period: Period,
  read: (tx: DbOrTx, scope: Scope) => Promise<Row[]>,
): Promise<UsageReport<Row>> {
  const { organizationId, projects } = authorize(ctx, "usage.view");
  return readSnapshot(ctx.db, async (tx) => {
    const currency = await findBillingCurrency(tx, organizationId);
    return { currency, rows: await read(tx, { ...period, party: "customer", organizationId, projects, currency }) };
  });
}

/** UTC days with billed use, newest first. */
export function usageByDay(ctx: Reader, period: Period): Promise<UsageReport<Usage & { day: string }>> {
  return report(ctx, period, async (tx, scope) => {
    const day = sql<string>`to_char(${usageSegments.segStart}, 'YYYY-MM-DD')`;
    const booked = await tx
      .select({ day, ...sums })
      .from(leases)
      .innerJoin(usageSegments, eq(usageSegments.leaseId, leases.id))
      .where(and(inScope(scope), chargedIn(scope)))
      .groupBy(sql`1`);
    const rows = new Map(booked.map((row) => [row.day, { ...row, unbookedMicros: 0n }]));
    const rowOf = (key: string) => rows.get(key) ?? put(rows, key, { day: key, ...nothing() });
    for (const segment of await listUnbooked(tx, scope)) add(rowOf(dayOf(segment.from)), segment);
    for (const adjustment of await listBookedAdjustments(tx, scope)) addAdjustment(rowOf(adjustment.day), adjustment);
    return [...rows.values()].sort((a, b) => (a.day < b.day ? 1 : -1));
  });
}

/** SKUs with billed use, dearest first. */
export function usageBySku(ctx: Reader, period: Period): Promise<UsageReport<Usage & { skuCode: string }>> {
  return report(ctx, period, async (tx, scope) => {
    const booked = await tx
      .select({ skuId: leases.skuId, ...sums })
      .from(leases)
      .innerJoin(usageSegments, eq(usageSegments.leaseId, leases.id))
      .where(and(inScope(scope), chargedIn(scope)))
      .groupBy(leases.skuId);
    const rows = new Map(booked.map((row) => [row.skuId, { ...row, unbookedMicros: 0n }]));
    const rowOf = (skuId: string) => rows.get(skuId) ?? put(rows, skuId, { skuId, ...nothing() });
    for (const segment of await listUnbooked(tx, scope)) add(rowOf(segment.skuId), segment);
    for (const adjustment of await listBookedAdjustments(tx, scope)) addAdjustment(rowOf(adjustment.skuId), adjustment);
    const codes = await tx.select({ id: skus.id, code: skus.code }).from(skus);
    const codeOf = new Map(codes.map((sku) => [sku.id, sku.code]));
    return [...rows.values()]
      .map(({ skuId, ...usage }) => ({ ...usage, skuCode: codeOf.get(skuId)! }))
      .sort((a, b) => (a.chargeMicros < b.chargeMicros ? 1 : -1));
  });
}

export interface LeaseUsage extends Usage {
  leaseId: string;
  name: string;
  skuCode: string;
  siteName: string;
  state: LeaseState;
  requestedAt: Date;
}

/** Leases that lived in the period, newest first, with their use within it; those that cost nothing are in it too. */
export async function usageByLease(
  ctx: Reader,
  period: Period & { limit: number; offset: number },
): Promise<UsageReport<LeaseUsage> & { total: number }> {
  let total = 0;
  const { currency, rows } = await report(ctx, period, async (tx, scope) => {
    const [counted] = await tx.select({ total: count() }).from(leases).where(inScope(scope));
    total = Number(counted?.total ?? 0);
    const booked = tx
      .select({
        seconds: sql<bigint>`coalesce(${sums.seconds}, 0)`.as("seconds"),
        acceleratorSeconds: sql<bigint>`coalesce(${sums.acceleratorSeconds}, 0)`.as("accelerator_seconds"),
        chargeMicros: sql<bigint>`coalesce(${sums.chargeMicros}, 0)`.as("charge"),
        taxMicros: sql<bigint>`coalesce(${sums.taxMicros}, 0)`.as("tax"),
      })
      .from(usageSegments)
      .where(and(eq(usageSegments.leaseId, leases.id), chargedIn(scope)))
      .as("booked");
    const found = await tx
      .select({
        leaseId: leases.id,
        name: leases.name,
        skuCode: skus.code,
        siteName: sites.name,
        state: leases.state,
        requestedAt: leases.requestedAt,
        seconds: booked.seconds,
        acceleratorSeconds: booked.acceleratorSeconds,
        chargeMicros: booked.chargeMicros,
        taxMicros: booked.taxMicros,
      })
      .from(leases)
      .innerJoin(skus, eq(skus.id, leases.skuId))
      .innerJoin(sites, eq(sites.id, leases.siteId))
      .crossJoinLateral(booked)
      .where(inScope(scope))
      .orderBy(desc(leases.requestedAt), desc(leases.id))
      .limit(Math.min(period.limit, LONGEST_PAGE))
      .offset(period.offset);
    const rows = new Map(found.map((row) => [row.leaseId, { ...row, unbookedMicros: 0n }]));
    for (const segment of await listUnbooked(tx, scope)) {
      const row = rows.get(segment.leaseId);
      if (row) add(row, segment);
    }
    for (const adjustment of await listBookedAdjustments(tx, scope)) {
      const row = rows.get(adjustment.leaseId);
      if (row) addAdjustment(row, adjustment);
    }
    return [...rows.values()];
  });
  return { currency, rows, total };
}
