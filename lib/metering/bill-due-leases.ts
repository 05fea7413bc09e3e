import { sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import type { Context } from "@/lib/context";
import { conversionEntries, usageEntries } from "@/lib/core/ledger/accounts";
import type { Currency } from "@/lib/core/money";
import { type PlannedSegment, planSegments } from "@/lib/core/rating/segments";
import { earlier, hourFloor, later, nextHour } from "@/lib/core/time";
import { isRefusedData } from "@/lib/errors";
import { loadTimelines } from "@/lib/leases/timeline";
import { type Account, type AccountKey, accountKey, openAccounts } from "@/lib/ledger/accounts";
import { applyPromo } from "@/lib/ledger/apply-promo";
import { type Posting, postTransactions } from "@/lib/ledger/post-transactions";

const BATCH = 100;
/** A lease whose proof lags behind the closed hour is looked at again after this long. */
const STALLED_RETRY_MS = 15_000;

interface DueLease extends Record<string, unknown> {
  id: string;
  organization_id: string;
  operator_id: string;
  currency: Currency;
  billing_currency: Currency;
  billed_from: Date;
  billed_through: Date;
  proven_through: Date;
  ended_at: Date | null;
}

interface Segment extends PlannedSegment {
  lease: DueLease;
  transactionNumber: bigint | null;
}

export interface TickResult {
  leases: number;
  segments: number;
  /** Leases whose history does not add up, with the reason: left unbilled and looked at again later, while the others are billed. */
  stuck: { leaseId: string; reason: string }[];
}

interface Plan {
  segments: Segment[];
  stuck: TickResult["stuck"];
}

/**
 * One metering tick, one transaction (money.md, The metering tick): claim due leases, cut what is proven and closed into
 * segments, book them, move the cursor. Killed anywhere it leaves all or nothing; the chain of segments and the ledger's key refuse
 * a second booking. Any number of workers may call it; answers what it did, zero leases when nothing is due.
 */
export async function billDueLeases(ctx: Context, options: { limit?: number } = {}): Promise<TickResult> {
  return ctx.db.transaction(async (tx) => {
    const now = await databaseNow(tx);
    const due = await claim(tx, now, options.limit ?? BATCH);
    if (due.length === 0) return { leases: 0, segments: 0, stuck: [] };
    const planned = await plan(tx, due, now);
    const stuck = [...planned.stuck, ...(await book(tx, planned.segments))];
    const unbilled = new Set(stuck.map((one) => one.leaseId));
    await advance(tx, due, unbilled, now);
    const booked = planned.segments.filter((segment) => !unbilled.has(segment.lease.id));
    return { leases: due.length, segments: booked.length, stuck };
  });
}

async function claim(tx: Transaction, now: Date, limit: number): Promise<DueLease[]> {
  const { rows } = await tx.execute<DueLease>(sql`
    SELECT id, organization_id, operator_id, currency, billing_currency, billed_from, billed_through, proven_through, ended_at
    FROM leases WHERE next_due <= ${now.toISOString()}::timestamptz
    ORDER BY next_due LIMIT ${limit} FOR NO KEY UPDATE SKIP LOCKED`);
  return rows;
}

/** Closed windows only: to the lease's end, else to the last full hour, and never past the proof. */
function billableTo(lease: DueLease, now: Date): Date {
  const closed = lease.ended_at ?? hourFloor(now);
  return later(lease.billed_through, earlier(closed, lease.proven_through));
}

async function plan(tx: Transaction, due: DueLease[], now: Date): Promise<Plan> {
  const timelines = await loadTimelines(
    tx,
    due.map((lease) => lease.id),
  );
  const planned: Plan = { segments: [], stuck: [] };
  for (const lease of due) {
    const { intervals, rates, terms } = timelines.get(lease.id)!;
    try {
      for (const segment of planSegments(intervals, rates, lease.billed_through, billableTo(lease, now), terms))
        planned.segments.push({ ...segment, lease, transactionNumber: null });
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      planned.stuck.push({ leaseId: lease.id, reason: error.message });
    }
  }
  return planned;
}

/** All at once; where the database refuses one of them, lease by lease, so that it keeps no other lease from being billed. */
async function book(tx: Transaction, segments: Segment[]): Promise<TickResult["stuck"]> {
  if ((await tryToBook(tx, segments)) === null) return [];
  const stuck: TickResult["stuck"] = [];
  for (const [leaseId, own] of Map.groupBy(segments, (segment) => segment.lease.id)) {
    const reason = await tryToBook(tx, own);
    if (reason !== null) stuck.push({ leaseId, reason });
  }
  return stuck;
}

/** In a savepoint; answers why the database refused, and null where it did not. */
async function tryToBook(tx: Transaction, segments: Segment[]): Promise<string | null> {
  try {
    await tx.transaction(async (inner) => {
      await post(inner, segments);
      await insertSegments(inner, segments);
    });
    return null;
  } catch (error) {
    if (!isRefusedData(error)) throw error;
    return String((error as Error).cause ?? error);
  }
}

/** The money fact of a segment: its lease and first second. */
function usageRef(segment: Segment): string {
  return `${segment.lease.id}:${segment.from.getTime() / 1000}`;
}

async function post(tx: Transaction, segments: Segment[]) {
  const charged = segments.filter(
    (segment) => segment.retailMicros !== 0n || segment.wholesaleMicros !== 0n || segment.taxMicros !== 0n,
  );
  const accounts = await openAccounts(tx, charged.flatMap(accountKeys));
  const account = (key: AccountKey) => accounts.get(accountKey(key))!;
  const numbers = await postTransactions(
    tx,
    charged.map((segment) => usagePosting(segment, account)),
  );
  charged.forEach((segment, at) => {
    segment.transactionNumber = numbers[at]!;
  });
  await postTransactions(
    tx,
    charged.filter(isConverted).map((segment) => conversionPosting(segment, account)),
  );
  await applyPromo(
    tx,
    charged.map(({ lease, chargeMicros, to }) => ({
      organizationId: lease.organization_id,
      currency: lease.billing_currency,
      spentMicros: chargeMicros,
      at: to,
    })),
  );
}

type Accounts = (key: AccountKey) => Account;

function usagePosting(segment: Segment, account: Accounts): Posting {
  const keys = keysOf(segment);
  const accounts = {
    customer: account(keys.customer),
    operator: account(keys.operator),
    revenue: account(keys.revenue),
    tax: keys.tax && account(keys.tax),
  };
  return { kind: "usage", ref: usageRef(segment), effectiveAt: segment.to, entries: usageEntries(accounts, segment) };
}

/** Also where it comes to less than a micro of what the customer pays in: the account in the offer's currency is made whole all the same. */
function isConverted({ lease, retailMicros, taxMicros }: Segment): boolean {
  return lease.billing_currency !== lease.currency && retailMicros + taxMicros !== 0n;
}

/** What the usage took from the customer's account in the offer's currency is bought with the currency that they pay in. */
function conversionPosting(segment: Segment, account: Accounts): Posting {
  const keys = keysOf(segment);
  const accounts = {
    payer: account(keys.payer),
    payee: account(keys.customer),
    payerPosition: account(keys.payerPosition),
    payeePosition: account(keys.payeePosition),
  };
  return {
    kind: "fx",
    ref: usageRef(segment),
    effectiveAt: segment.to,
    entries: conversionEntries(accounts, segment.chargeMicros, segment.retailMicros + segment.taxMicros),
  };
}

function keysOf({ lease, taxMicros, taxJurisdiction }: Segment) {
  const own = { organizationId: null, currency: lease.currency };
  const customer = { kind: "customer_prepaid", organizationId: lease.organization_id } as const;
  return {
    customer: { ...customer, currency: lease.currency },
    operator: { kind: "operator_payable", organizationId: lease.operator_id, currency: lease.currency },
    revenue: { kind: "platform_revenue", ...own },
    tax: taxMicros === 0n ? null : ({ kind: "tax", ...own, qualifier: taxJurisdiction! } as const),
    payer: { ...customer, currency: lease.billing_currency },
    payerPosition: { kind: "fx_position", organizationId: null, currency: lease.billing_currency },
    payeePosition: { kind: "fx_position", ...own },
  } as const;
}

function accountKeys(segment: Segment): AccountKey[] {
  const { payer, payerPosition, payeePosition, tax, ...usage } = keysOf(segment);
  const conversion = isConverted(segment) ? [payer, payerPosition, payeePosition] : [];
  return [...Object.values(usage), ...conversion, ...(tax ? [tax] : [])];
}

async function insertSegments(tx: Transaction, segments: Segment[]) {
  if (segments.length === 0) return;
  const column = <T>(read: (segment: Segment) => T) => sql.param(segments.map(read));
  await tx.execute(sql`
    INSERT INTO usage_segments (lease_id, seg_start, seg_end, prev_end, interval_id, state, units,
      retail_rate_id, wholesale_rate_id, retail_micros, wholesale_micros, tax_rate_id, tax_micros, fx_rate_id, charge_micros,
      zero_reason, transaction_number)
    SELECT * FROM unnest(
      ${column((s) => s.lease.id)}::text[], ${column((s) => s.from.toISOString())}::timestamptz[],
      ${column((s) => s.to.toISOString())}::timestamptz[],
      ${column((s) => (s.from.getTime() === s.lease.billed_from.getTime() ? null : s.from.toISOString()))}::timestamptz[],
      ${column((s) => s.intervalId)}::text[], ${column((s) => s.state)}::text[],
      ${column((s) => s.units)}::int[], ${column((s) => s.retailRateId)}::text[], ${column((s) => s.wholesaleRateId)}::text[],
      ${column((s) => String(s.retailMicros))}::bigint[], ${column((s) => String(s.wholesaleMicros))}::bigint[],
      ${column((s) => s.taxRateId)}::text[], ${column((s) => String(s.taxMicros))}::bigint[],
      ${column((s) => s.fxRateId)}::text[], ${column((s) => (s.fxRateId ? String(s.chargeMicros) : null))}::bigint[],
      ${column((s) => s.zeroReason)}::text[],
      ${column((s) => (s.transactionNumber === null ? null : String(s.transactionNumber)))}::bigint[])`);
}

function nextDue(lease: DueLease, to: Date, now: Date): Date | null {
  if (lease.ended_at) return to >= lease.ended_at ? null : new Date(now.getTime() + STALLED_RETRY_MS);
  return to < hourFloor(now) ? new Date(now.getTime() + STALLED_RETRY_MS) : nextHour(now);
}

async function advance(tx: Transaction, due: DueLease[], stuck: ReadonlySet<string>, now: Date) {
  const cursors = due.map((lease) => {
    const to = stuck.has(lease.id) ? lease.billed_through : billableTo(lease, now);
    const next = stuck.has(lease.id) ? new Date(now.getTime() + STALLED_RETRY_MS) : nextDue(lease, to, now);
    return { id: lease.id, to: to.toISOString(), next: next?.toISOString() ?? null };
  });
  await tx.execute(sql`
    UPDATE leases l SET billed_through = c.billed_through, next_due = c.next_due
    FROM unnest(${sql.param(cursors.map((c) => c.id))}::text[], ${sql.param(cursors.map((c) => c.to))}::timestamptz[],
      ${sql.param(cursors.map((c) => c.next))}::timestamptz[]) AS c(id, billed_through, next_due)
    WHERE l.id = c.id`);
}
