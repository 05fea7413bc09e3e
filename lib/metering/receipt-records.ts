import { type SQL, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import type { ReceiptRecord, ReceiptSide } from "@/lib/core/receipts/receipt";

const instant = (column: SQL) => sql`to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
const window = (range: SQL) => sql`'from', ${instant(sql`lower(${range})`)}, 'to', ${instant(sql`upper(${range})`)}`;
const transaction = (number: SQL) => sql`'ltx_' || ${number}`;

/** What the reader's side of a row is called. */
const SIDES = {
  customer: {
    amount: sql`s.retail_micros`,
    rateId: sql`s.retail_rate_id`,
    tax: sql`s.tax_micros`,
    taxRateId: sql`s.tax_rate_id`,
    fxRateId: sql`s.fx_rate_id`,
    charge: sql`coalesce(s.charge_micros, s.retail_micros + s.tax_micros)`,
    delta: sql`a.delta_retail_micros`,
    deltaTax: sql`a.delta_tax_micros`,
    deltaCharge: sql`coalesce(a.delta_charge_micros, a.delta_retail_micros + a.delta_tax_micros)`,
    credit: sql`c.credit_micros`,
    zeroReason: sql`s.zero_reason`,
    side: "retail",
  },
  operator: {
    amount: sql`s.wholesale_micros`,
    rateId: sql`s.wholesale_rate_id`,
    tax: sql`0`,
    taxRateId: sql`NULL`,
    fxRateId: sql`NULL`,
    charge: sql`s.wholesale_micros`,
    delta: sql`a.delta_wholesale_micros`,
    deltaTax: sql`0`,
    deltaCharge: sql`a.delta_wholesale_micros`,
    credit: sql`-c.charged_back_micros`,
    zeroReason: sql`CASE WHEN s.wholesale_rate_id IS NULL THEN s.zero_reason END`,
    side: "wholesale",
  },
} as const;

/** The records of a lease's receipt in the order that it chains them; all of one snapshot. */
export async function receiptRecords(tx: Transaction, leaseId: string, side: ReceiptSide): Promise<ReceiptRecord[]> {
  const own = SIDES[side];
  const parts = [
    events(leaseId),
    intervals(leaseId),
    rates(leaseId, own.side),
    ...(side === "customer" ? [taxes(leaseId), conversions(leaseId)] : []),
    segments(leaseId, side),
    corrections(leaseId, own.side),
    adjustments(leaseId, side),
    slaCredits(leaseId, side),
  ];
  const records: ReceiptRecord[] = [];
  for (const part of parts) {
    const { rows } = await tx.execute<{ body: ReceiptRecord }>(part);
    for (const { body } of rows) records.push(body);
  }
  return records;
}

const events = (leaseId: string) => sql`
  SELECT json_build_object('type', 'event', 'seq', seq, 'source', source, 'kind', kind, 'toState', to_state, 'message', message,
    'at', ${instant(sql`at`)}) AS body
  FROM lease_events WHERE lease_id = ${leaseId} ORDER BY seq`;

const intervals = (leaseId: string) => sql`
  SELECT json_build_object('type', 'interval', 'id', i.id, 'state', i.state, 'sku', k.code, 'units', i.units, ${window(sql`i.during`)}) AS body
  FROM lease_intervals i JOIN skus k ON k.id = i.sku_id WHERE i.lease_id = ${leaseId} ORDER BY lower(i.during)`;

const rates = (leaseId: string, side: string) => sql`
  SELECT json_build_object('type', 'rate', 'id', r.id, 'sku', k.code, 'microsPerUnitHour', r.micros_per_unit_hour::text, ${window(sql`r.during`)}) AS body
  FROM lease_rates r JOIN skus k ON k.id = r.sku_id WHERE r.lease_id = ${leaseId} AND r.side = ${side} ORDER BY k.code, lower(r.during)`;

const taxes = (leaseId: string) => sql`
  SELECT json_build_object('type', 'tax', 'id', t.id, 'jurisdiction', t.jurisdiction, 'name', t.name,
    'rateBps', CASE WHEN p.exempt OR (t.reverse_charge AND p.tax_id IS NOT NULL) THEN 0 ELSE t.rate_bps END,
    ${window(sql`p.during * t.during`)}) AS body
  FROM leases l
  JOIN customer_tax_profiles p ON p.organization_id = l.organization_id
  JOIN tax_rates t ON t.jurisdiction = p.jurisdiction AND t.during && p.during
  WHERE l.id = ${leaseId} AND p.during * t.during && tstzrange(l.billed_from, l.ended_at)
  ORDER BY lower(p.during * t.during)`;

const conversions = (leaseId: string) => sql`
  SELECT json_build_object('type', 'conversion', 'id', f.id, 'base', f.base, 'quote', f.quote, 'rateE9', f.rate_e9::text, 'source', f.source,
    ${window(sql`f.during`)}) AS body
  FROM leases l JOIN fx_rates f ON f.base = l.currency AND f.quote = l.billing_currency AND f.during && tstzrange(l.billed_from, l.ended_at)
  WHERE l.id = ${leaseId} ORDER BY lower(f.during)`;

function segments(leaseId: string, side: ReceiptSide): SQL {
  const own = SIDES[side];
  return sql`
    SELECT json_build_object('type', 'segment', 'intervalId', s.interval_id, 'state', s.state, 'sku', k.code, 'units', s.units,
      'from', ${instant(sql`s.seg_start`)}, 'to', ${instant(sql`s.seg_end`)}, 'rateId', ${own.rateId},
      'amountMicros', (${own.amount})::text, 'taxRateId', ${own.taxRateId}, 'taxMicros', (${own.tax})::text,
      'conversionId', ${own.fxRateId}, 'chargeMicros', (${own.charge})::text, 'zeroReason', ${own.zeroReason},
      'transaction', ${transaction(sql`s.transaction_number`)}) AS body
    FROM usage_segments s JOIN lease_intervals i ON i.id = s.interval_id JOIN skus k ON k.id = i.sku_id
    WHERE s.lease_id = ${leaseId} ORDER BY s.seg_start`;
}

/** A correction of the other side's price is not the reader's. */
const corrections = (leaseId: string, side: string) => sql`
  SELECT json_build_object('type', 'correction', 'id', id, 'kind', CASE WHEN kind = 'state' THEN 'state' ELSE 'rate' END, 'state', state,
    'microsPerUnitHour', micros_per_unit_hour::text, ${window(sql`during`)}, 'reason', reason, 'evidence', evidence,
    'createdAt', ${instant(sql`created_at`)}, 'supersededAt', ${instant(sql`superseded_at`)}) AS body
  FROM lease_corrections WHERE lease_id = ${leaseId} AND kind IN ('state', ${`${side}_rate`}) ORDER BY created_at, id`;

function adjustments(leaseId: string, side: ReceiptSide): SQL {
  const own = SIDES[side];
  return sql`
    SELECT json_build_object('type', 'adjustment', ${window(sql`a."window"`)}, 'rev', a.rev, 'seconds', a.delta_seconds::text,
      'amountMicros', (${own.delta})::text, 'taxMicros', (${own.deltaTax})::text, 'chargeMicros', (${own.deltaCharge})::text,
      'reason', a.reason, 'transaction', ${transaction(sql`a.transaction_number`)}) AS body
    FROM usage_adjustments a WHERE a.lease_id = ${leaseId} ORDER BY lower(a."window"), a.rev`;
}

function slaCredits(leaseId: string, side: ReceiptSide): SQL {
  return sql`
    SELECT json_build_object('type', 'sla_credit', 'rule', r.name, ${window(sql`c."window"`)},
      'unreachableSeconds', c.unreachable_seconds::text, 'creditMicros', (${SIDES[side].credit})::text,
      'transaction', ${transaction(sql`c.transaction_number`)}) AS body
    FROM sla_credits c JOIN sla_rules r ON r.id = c.rule_id WHERE c.lease_id = ${leaseId} ORDER BY lower(c."window"), r.id`;
}
