import { and, desc, eq, isNotNull, sql } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { leases, ledgerAccounts, sites, skus, usageSegments } from "@/db/schema";
import type { Context } from "@/lib/context";
import { CURRENCIES, type Currency } from "@/lib/core/money";
import { authorize } from "@/lib/identity/authorize";
import { listBookedAdjustments, sumAdjustments } from "./adjustment-sums";
import { readSnapshot } from "./snapshot";
import { currentMicrosPerHour, loadUnbooked, type Unbooked } from "./unbooked";
import { dayOf, dayStart, monthStart } from "./utc-day";

const LONGEST_PAGE = 200;
const MOST_DAYS = 400;

export interface EarningsSummary {
  todayMicros: bigint;
  monthMicros: bigint;
  accruingMicrosPerHour: bigint;
  currency: Currency;
  /** What the ledger owes the operator: booked, and not paid out. */
  balanceMicros: bigint;
}

export interface EarningsDay {
  currency: Currency;
  day: string;
  seconds: bigint;
  wholesaleMicros: bigint;
}

export interface EarningsLease {
  leaseId: string;
  currency: Currency;
  skuCode: string;
  siteName: string;
  from: Date;
  to: Date | null;
  seconds: bigint;
  wholesaleMicros: bigint;
}

/** Earnings of the signed-in operator by UTC day and month, one summary a currency: what is booked and what is proven since. */
export async function listEarningsSummaries(ctx: Context): Promise<EarningsSummary[]> {
  const { organizationId } = authorize(ctx, "earnings.view");
  return readSnapshot(ctx.db, async (tx) => {
    const now = await databaseNow(tx);
    const unbooked = await loadOwnUnbooked(tx, organizationId, now);
    const days = await sumByDay(tx, { organizationId, unbooked, from: monthStart(now), to: now });
    const accounts = await tx
      .select({ currency: ledgerAccounts.currency, balanceMicros: ledgerAccounts.balanceMicros })
      .from(ledgerAccounts)
      .where(and(eq(ledgerAccounts.organizationId, organizationId), eq(ledgerAccounts.kind, "operator_payable")));
    const found = new Set([...accounts, ...unbooked].map((one) => one.currency));
    const currencies = CURRENCIES.filter((currency) => found.has(currency));
    return (currencies.length > 0 ? currencies : CURRENCIES.slice(0, 1)).map((currency): EarningsSummary => {
      const own = days.filter((day) => day.currency === currency);
      return {
        currency,
        todayMicros: own.find((day) => day.day === dayOf(now))?.wholesaleMicros ?? 0n,
        monthMicros: own.reduce((sum, day) => sum + day.wholesaleMicros, 0n),
        accruingMicrosPerHour: unbooked
          .filter((one) => one.currency === currency)
          .reduce((sum, { timeline }) => sum + currentMicrosPerHour(timeline, "wholesale"), 0n),
        balanceMicros: accounts.find((account) => account.currency === currency)?.balanceMicros ?? 0n,
      };
    });
  });
}

/** One row for each UTC day of [from, to) and currency with earnings, newest first; proven time that is not booked yet is in it. */
export async function listEarningsByDay(ctx: Context, range: { from: Date; to: Date }): Promise<EarningsDay[]> {
  const { organizationId } = authorize(ctx, "earnings.view");
  const days = await readSnapshot(ctx.db, async (tx) => {
    const unbooked = await loadOwnUnbooked(tx, organizationId, await databaseNow(tx));
    return sumByDay(tx, { organizationId, unbooked, ...range });
  });
  return days.sort((a, b) => (a.day < b.day ? 1 : -1)).slice(0, MOST_DAYS);
}

/** Leases that ran on the operator's hosts, newest first; `to` is null while a lease lasts. Unbooked proven time is in the sums. */
export async function listEarningsByLease(
  ctx: Context,
  page: { limit: number; offset: number },
): Promise<EarningsLease[]> {
  const { organizationId } = authorize(ctx, "earnings.view");
  const booked = ctx.db
    .select({
      seconds: sql<bigint>`coalesce(sum(extract(epoch FROM ${usageSegments.segEnd} - ${usageSegments.segStart}))
        FILTER (WHERE ${usageSegments.wholesaleRateId} IS NOT NULL), 0)::bigint`.as("seconds"),
      wholesaleMicros: sql<bigint>`coalesce(sum(${usageSegments.wholesaleMicros}), 0)::bigint`.as("wholesale_micros"),
    })
    .from(usageSegments)
    .where(eq(usageSegments.leaseId, leases.id))
    .as("booked");
  const rows = await ctx.db
    .select({
      id: leases.id,
      currency: leases.currency,
      skuCode: skus.code,
      siteName: sites.name,
      from: sql<Date>`coalesce(${leases.runningAt}, ${leases.requestedAt})`,
      to: leases.endedAt,
      billedThrough: leases.billedThrough,
      provenThrough: leases.provenThrough,
      seconds: booked.seconds,
      wholesaleMicros: booked.wholesaleMicros,
    })
    .from(leases)
    .innerJoin(skus, eq(skus.id, leases.skuId))
    .innerJoin(sites, eq(sites.id, leases.siteId))
    .crossJoinLateral(booked)
    .where(and(eq(leases.operatorId, organizationId), isNotNull(leases.runningAt)))
    .orderBy(desc(leases.requestedAt), desc(leases.id))
    .limit(Math.min(page.limit, LONGEST_PAGE))
    .offset(page.offset);
  const unbooked = await loadUnbooked(ctx.db, rows, await databaseNow(ctx.db));
  const adjusted = await sumAdjustments(
    ctx.db,
    rows.map((row) => row.id),
  );
  return rows.map(({ id, billedThrough: _billed, provenThrough: _proven, ...row }) => {
    const paid = paidSegments(unbooked.get(id)!);
    const corrected = adjusted.of(id);
    return {
      ...row,
      leaseId: id,
      seconds: row.seconds + corrected.seconds + paid.reduce((sum, segment) => sum + segment.seconds, 0n),
      wholesaleMicros:
        row.wholesaleMicros +
        corrected.wholesaleMicros +
        paid.reduce((sum, segment) => sum + segment.wholesaleMicros, 0n),
    };
  });
}

function paidSegments(unbooked: Unbooked) {
  return unbooked.segments.filter((segment) => segment.wholesaleRateId !== null);
}

interface OwnUnbooked extends Unbooked {
  currency: Currency;
}

async function loadOwnUnbooked(tx: DbOrTx, organizationId: string, at: Date): Promise<OwnUnbooked[]> {
  const open = await tx
    .select({ id: leases.id, currency: leases.currency })
    .from(leases)
    .where(and(eq(leases.operatorId, organizationId), isNotNull(leases.nextDue)));
  const unbooked = await loadUnbooked(tx, open, at);
  return open.map(({ id, currency }) => ({ ...unbooked.get(id)!, currency }));
}

interface DayRow extends Record<string, unknown>, EarningsDay {}

interface DaySums {
  organizationId: string;
  unbooked: OwnUnbooked[];
  from: Date;
  to: Date;
}

/** A segment lies within one UTC hour, so its start says its day; a correction counts on the day on which it was booked. */
async function sumByDay(tx: DbOrTx, sums: DaySums): Promise<EarningsDay[]> {
  const { rows } = await tx.execute<DayRow>(sql`
    SELECT to_char(s.seg_start, 'YYYY-MM-DD') AS day, l.currency,
      (sum(extract(epoch FROM s.seg_end - s.seg_start)) FILTER (WHERE s.wholesale_rate_id IS NOT NULL))::bigint AS seconds,
      sum(s.wholesale_micros)::bigint AS "wholesaleMicros"
    FROM leases l
    JOIN usage_segments s ON s.lease_id = l.id
    WHERE l.operator_id = ${sums.organizationId} AND l.requested_at < ${sums.to.toISOString()}::timestamptz
      AND s.seg_start >= ${dayStart(sums.from).toISOString()}::timestamptz
      AND s.seg_start < ${sums.to.toISOString()}::timestamptz
      AND s.wholesale_rate_id IS NOT NULL
    GROUP BY 1, 2`);
  const days = new Map(rows.map((row) => [`${row.day} ${row.currency}`, { ...row }]));
  const addTo = (day: string, currency: Currency, more: { seconds: bigint; wholesaleMicros: bigint }) => {
    const row = days.get(`${day} ${currency}`) ?? { day, currency, seconds: 0n, wholesaleMicros: 0n };
    row.seconds += more.seconds;
    row.wholesaleMicros += more.wholesaleMicros;
    days.set(`${day} ${currency}`, row);
  };
  for (const { currency, ...unbooked } of sums.unbooked)
    for (const segment of paidSegments(unbooked))
      if (segment.from >= dayStart(sums.from) && segment.from < sums.to) addTo(dayOf(segment.from), currency, segment);
  const { organizationId } = sums;
  const period = { from: dayStart(sums.from), to: new Date(sums.to.getTime() + 1) };
  for (const adjustment of await listBookedAdjustments(tx, { party: "operator", organizationId, ...period }))
    addTo(adjustment.day, adjustment.currency, adjustment);
  return [...days.values()];
}
