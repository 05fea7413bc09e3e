import { sql } from "drizzle-orm";
import { bigints, booleans, instants, integers, texts } from "@/db/arrays";
import type { Transaction } from "@/db/client";
import { conversionEntries, usageEntries } from "@/lib/core/ledger/accounts";
import type { Currency } from "@/lib/core/money";
import type { PlannedSegment } from "@/lib/core/rating/segments";
import { type Account, type AccountKey, accountKey, openAccounts } from "@/lib/ledger/accounts";
import { applyPromo } from "@/lib/ledger/apply-promo";
import { moveBalances, type Posting, writeTransactions } from "@/lib/ledger/post-transactions";

/** Of the lease's row, what its bookings need. */
export interface BookedLease {
  id: string;
  organization_id: string;
  operator_id: string;
  currency: Currency;
  billing_currency: Currency;
  billed_from: Date;
}

export interface UnbookedSegment<Lease extends BookedLease = BookedLease> extends PlannedSegment {
  lease: Lease;
  /** Filled in when it is posted; stays null where nothing is owed on either side. */
  transactionNumber: bigint | null;
}

/** What is left of a booking: the balances. */
export type Settle = (tx: Transaction) => Promise<void>;

/**
 * Writes the segments and posts what they cost, in the caller's transaction, which must end with the answered step: that locks the parties'
 * accounts, for which others wait until the commit. The unique key of a usage transaction, its lease and first second, and the chain
 * of segments refuse what is booked already.
 */
export async function bookSegments(tx: Transaction, segments: UnbookedSegment[]): Promise<Settle> {
  const charged = segments.filter(
    (segment) => segment.retailMicros !== 0n || segment.wholesaleMicros !== 0n || segment.taxMicros !== 0n,
  );
  const postings = await write(tx, charged);
  await insertSegments(tx, segments);
  return async (tx) => {
    await moveBalances(tx, postings);
    await applyPromo(
      tx,
      charged.map(({ lease, chargeMicros, to }) => ({
        organizationId: lease.organization_id,
        currency: lease.billing_currency,
        spentMicros: chargeMicros,
        at: to,
      })),
    );
  };
}

/** Usage and conversions, without the balances. */
async function write(tx: Transaction, charged: UnbookedSegment[]): Promise<Posting[]> {
  const accountsFor = await resolveAccounts(tx, charged);
  const usage = charged.map((segment) => usagePosting(segment, accountsFor(segment)));
  const conversions = charged.filter(isConverted).map((segment) => conversionPosting(segment, accountsFor(segment)));
  const numbers = await writeTransactions(tx, usage);
  charged.forEach((segment, at) => {
    segment.transactionNumber = numbers[at]!;
  });
  await writeTransactions(tx, conversions);
  return [...usage, ...conversions];
}

/** What the segments' accounts depend on: one look-up does for all of a lease's hours. */
function variant(segment: UnbookedSegment): string {
  const { lease, taxMicros, taxJurisdiction } = segment;
  return `${lease.id}|${taxMicros === 0n ? "" : taxJurisdiction}|${isConverted(segment)}`;
}

async function resolveAccounts(tx: Transaction, charged: UnbookedSegment[]) {
  const keys = new Map(charged.map((segment) => [variant(segment), segment]));
  const opened = await openAccounts(tx, [...keys.values()].flatMap(accountKeys));
  const account = (key: AccountKey) => opened.get(accountKey(key))!;
  const resolved = new Map([...keys].map(([key, segment]) => [key, accountsOf(segment, account)]));
  return (segment: UnbookedSegment) => resolved.get(variant(segment))!;
}

type SegmentAccounts = ReturnType<typeof accountsOf>;

function accountsOf(segment: UnbookedSegment, account: (key: AccountKey) => Account) {
  const keys = keysOf(segment);
  return {
    usage: {
      customer: account(keys.customer),
      operator: account(keys.operator),
      revenue: account(keys.revenue),
      tax: keys.tax && account(keys.tax),
    },
    conversion: {
      payer: account(keys.payer),
      payee: account(keys.customer),
      payerPosition: account(keys.payerPosition),
      payeePosition: account(keys.payeePosition),
    },
  };
}

/** The money fact of a segment: its lease and first second. */
function usageRef(segment: UnbookedSegment): string {
  return `${segment.lease.id}:${segment.from.getTime() / 1000}`;
}

function usagePosting(segment: UnbookedSegment, { usage }: SegmentAccounts): Posting {
  return { kind: "usage", ref: usageRef(segment), effectiveAt: segment.to, entries: usageEntries(usage, segment) };
}

/** Also where it comes to less than a micro of what the customer pays in: the account in the offer's currency is made whole all the same. */
function isConverted({ lease, retailMicros, taxMicros }: UnbookedSegment): boolean {
  return lease.billing_currency !== lease.currency && retailMicros + taxMicros !== 0n;
}

/** What the usage took from the customer's account in the offer's currency is bought with the currency that they pay in. */
function conversionPosting(segment: UnbookedSegment, { conversion }: SegmentAccounts): Posting {
  return {
    kind: "fx",
    ref: usageRef(segment),
    effectiveAt: segment.to,
    entries: conversionEntries(conversion, segment.chargeMicros, segment.retailMicros + segment.taxMicros),
  };
}

function keysOf({ lease, taxMicros, taxJurisdiction }: UnbookedSegment) {
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

/** The accounts of a conversion are opened where there is one; without, nobody asks for them. */
function accountKeys(segment: UnbookedSegment): AccountKey[] {
  const { payer, payerPosition, payeePosition, tax, ...usage } = keysOf(segment);
  const conversion = isConverted(segment) ? [payer, payerPosition, payeePosition] : [];
  return [...Object.values(usage), ...conversion, ...(tax ? [tax] : [])];
}

async function insertSegments(tx: Transaction, segments: UnbookedSegment[]) {
  if (segments.length === 0) return;
  const column = <T>(read: (segment: UnbookedSegment) => T) => segments.map(read);
  const isFirst = ({ from, lease }: UnbookedSegment) => from.getTime() === lease.billed_from.getTime();
  await tx.execute(sql`
    INSERT INTO usage_segments (lease_id, seg_start, seg_end, prev_end, interval_id, state, units,
      retail_rate_id, wholesale_rate_id, retail_micros, wholesale_micros, tax_rate_id, tax_micros, fx_rate_id, charge_micros,
      zero_reason, transaction_number)
    SELECT lease_id, seg_start, seg_end, CASE WHEN NOT is_first THEN seg_start END, interval_id, state, units,
      retail_rate_id, wholesale_rate_id, retail_micros, wholesale_micros, tax_rate_id, tax_micros, fx_rate_id, charge_micros,
      zero_reason, transaction_number
    FROM unnest(
      ${texts(column((s) => s.lease.id))}, ${instants(column((s) => s.from))}, ${instants(column((s) => s.to))},
      ${booleans(column(isFirst))}, ${texts(column((s) => s.intervalId))}, ${texts(column((s) => s.state))},
      ${integers(column((s) => s.units))}, ${texts(column((s) => s.retailRateId))}, ${texts(column((s) => s.wholesaleRateId))},
      ${bigints(column((s) => s.retailMicros))}, ${bigints(column((s) => s.wholesaleMicros))},
      ${texts(column((s) => s.taxRateId))}, ${bigints(column((s) => s.taxMicros))},
      ${texts(column((s) => s.fxRateId))}, ${bigints(column((s) => (s.fxRateId ? s.chargeMicros : null)))},
      ${texts(column((s) => s.zeroReason))}, ${bigints(column((s) => s.transactionNumber))}
    ) AS planned(lease_id, seg_start, seg_end, is_first, interval_id, state, units, retail_rate_id, wholesale_rate_id,
      retail_micros, wholesale_micros, tax_rate_id, tax_micros, fx_rate_id, charge_micros, zero_reason, transaction_number)`);
}
