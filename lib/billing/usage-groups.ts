import { sql } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import { divideHalfEven, type LineDraft } from "@/lib/core/billing/statement";
import { STORAGE_SKU } from "@/lib/core/leases/storage";
import { type Currency, formatMoney } from "@/lib/core/money";
import { members, type Span } from "./marks";

interface UsageGroup extends Record<string, unknown> {
  lease_id: string;
  rate_id: string;
  sku_code: string;
  units: number;
  micros_per_unit_hour: bigint;
  lease_currency: Currency;
  tax_rate_id: string | null;
  jurisdiction: string | null;
  tax_name: string | null;
  rate_bps: number | null;
  reverse_charged: boolean;
  rate_e9: bigint | null;
  seconds: bigint;
  retail: bigint;
  tax: bigint;
  amount: bigint;
  from: Date;
  to: Date;
}

/** `2.56` of a rate in parts of 10⁹, without the zeros behind it. */
const decimalE9 = (rate: bigint) =>
  `${rate / 1_000_000_000n}.${String(rate % 1_000_000_000n).padStart(9, "0")}`.replace(/0{1,7}$/, "");

const percent = (bps: number) => `${bps / 100} %`;

function priceText(skuCode: string, micros: bigint, currency: Currency): string {
  const unit = skuCode === STORAGE_SKU ? "GiB" : "accelerator";
  return `${skuCode} at ${formatMoney(micros, currency, { precision: "trimmed" })} ${currency} per ${unit}-hour`;
}

/** What the customer's usage came to by lease, SKU, price version, tax and conversion rate; in the currency that they pay in. */
async function readRetail(db: DbOrTx, span: Span): Promise<UsageGroup[]> {
  const { rows } = await db.execute<UsageGroup>(sql`
    WITH ${members(span)}
    SELECT s.lease_id, s.retail_rate_id AS rate_id, k.code AS sku_code, s.units, r.micros_per_unit_hour, l.currency AS lease_currency,
      s.tax_rate_id, x.jurisdiction, x.name AS tax_name, x.rate_bps, coalesce(x.reverse_charge AND p.tax_id IS NOT NULL, false) AS reverse_charged,
      f.rate_e9, sum(extract(epoch FROM s.seg_end - s.seg_start))::bigint AS seconds,
      sum(s.retail_micros)::bigint AS retail, sum(s.tax_micros)::bigint AS tax, sum(m.amount_micros)::bigint AS amount,
      min(s.seg_start) AS "from", max(s.seg_end) AS "to"
    FROM member m
    JOIN ledger_transactions u ON u.kind = 'usage' AND u.ref = m.ref AND u.rev = m.rev
    JOIN usage_segments s ON s.lease_id = m.lease_id AND s.seg_start = m.first_second AND s.transaction_number = u.number
    JOIN leases l ON l.id = s.lease_id AND l.billing_currency = ${span.currency}
    JOIN lease_rates r ON r.id = s.retail_rate_id
    JOIN skus k ON k.id = r.sku_id
    LEFT JOIN tax_rates x ON x.id = s.tax_rate_id
    LEFT JOIN customer_tax_profiles p ON x.id IS NOT NULL AND p.organization_id = l.organization_id AND p.during @> s.seg_start
    LEFT JOIN fx_rates f ON f.id = s.fx_rate_id
    WHERE m.kind IN ('usage', 'fx')
    GROUP BY s.lease_id, k.code, s.units, s.retail_rate_id, r.micros_per_unit_hour, l.currency, s.tax_rate_id, x.jurisdiction, x.name,
      x.rate_bps, x.reverse_charge, p.tax_id, f.id, f.rate_e9`);
  return rows;
}

/** Of what was paid, the tax: as the segments have it, or its share of what was converted. */
function taxOf({ retail, tax, amount, rate_e9 }: UsageGroup): bigint {
  if (rate_e9 === null) return -tax;
  return retail + tax === 0n ? 0n : divideHalfEven(amount * tax, retail + tax);
}

/** One line a lease, SKU and price version, without tax; one a jurisdiction and rate for the tax. Their sum is what the entries moved. */
export async function retailLines(db: DbOrTx, span: Span): Promise<LineDraft[]> {
  const groups = await readRetail(db, span);
  return [...usageLines(groups), ...taxLines(groups)];
}

function usageLines(groups: UsageGroup[]): LineDraft[] {
  const lines = new Map<string, LineDraft>();
  for (const group of groups) {
    const converted = group.rate_e9 === null ? "" : `, converted at ${decimalE9(group.rate_e9)}`;
    const description = priceText(group.sku_code, group.micros_per_unit_hour, group.lease_currency) + converted;
    merge(lines, `${group.lease_id}|${group.units}|${group.rate_id}|${description}`, {
      type: "usage",
      leaseId: group.lease_id,
      skuCode: group.sku_code,
      microsPerUnitHour: group.micros_per_unit_hour,
      units: group.units,
      seconds: group.seconds,
      description,
      amountMicros: group.amount - taxOf(group),
      from: group.from,
      to: group.to,
    });
  }
  return [...lines.values()];
}

function taxLines(groups: UsageGroup[]): LineDraft[] {
  const lines = new Map<string, LineDraft>();
  for (const group of groups) {
    if (group.tax_rate_id === null) continue;
    const note = group.reverse_charged ? ", reverse charge" : taxOf(group) === 0n && group.rate_bps ? ", exempt" : "";
    const rate = group.reverse_charged || note ? "0 %" : percent(group.rate_bps ?? 0);
    const description = `${group.tax_name} ${group.jurisdiction} ${rate}${note}`;
    merge(lines, description, {
      ...EMPTY,
      type: "tax",
      description,
      amountMicros: taxOf(group),
      from: group.from,
      to: group.to,
    });
  }
  return [...lines.values()];
}

export const EMPTY = {
  leaseId: null,
  skuCode: null,
  microsPerUnitHour: null,
  units: null,
  seconds: null,
  from: null,
  to: null,
} as const;

/** Adds a part to the line of its key. */
export function merge(lines: Map<string, LineDraft>, key: string, part: LineDraft): void {
  const line = lines.get(key);
  if (!line) {
    lines.set(key, part);
    return;
  }
  line.amountMicros += part.amountMicros;
  if (line.seconds !== null) line.seconds += part.seconds ?? 0n;
  if (part.from && (!line.from || part.from < line.from)) line.from = part.from;
  if (part.to && (!line.to || part.to > line.to)) line.to = part.to;
}

interface WholesaleGroup extends Record<string, unknown> {
  lease_id: string;
  rate_id: string;
  sku_code: string;
  units: number;
  micros_per_unit_hour: bigint;
  seconds: bigint;
  amount: bigint;
  from: Date;
  to: Date;
}

/** What an operator earned by lease, SKU and wholesale price. */
export async function wholesaleLines(db: DbOrTx, span: Span): Promise<LineDraft[]> {
  const { rows } = await db.execute<WholesaleGroup>(sql`
    WITH ${members(span)}
    SELECT s.lease_id, s.wholesale_rate_id AS rate_id, k.code AS sku_code, s.units, r.micros_per_unit_hour,
      sum(extract(epoch FROM s.seg_end - s.seg_start))::bigint AS seconds, sum(m.amount_micros)::bigint AS amount,
      min(s.seg_start) AS "from", max(s.seg_end) AS "to"
    FROM member m
    JOIN usage_segments s ON s.lease_id = m.lease_id AND s.seg_start = m.first_second AND s.transaction_number = m.number
    JOIN lease_rates r ON r.id = s.wholesale_rate_id
    JOIN skus k ON k.id = r.sku_id
    WHERE m.kind = 'usage'
    GROUP BY s.lease_id, k.code, s.units, s.wholesale_rate_id, r.micros_per_unit_hour`);
  const lines = new Map<string, LineDraft>();
  for (const row of rows) {
    const description = priceText(row.sku_code, row.micros_per_unit_hour, span.currency);
    merge(lines, `${row.lease_id}|${row.units}|${row.rate_id}`, {
      type: "usage",
      leaseId: row.lease_id,
      skuCode: row.sku_code,
      microsPerUnitHour: row.micros_per_unit_hour,
      units: row.units,
      seconds: row.seconds,
      description,
      amountMicros: row.amount,
      from: row.from,
      to: row.to,
    });
  }
  return [...lines.values()];
}
