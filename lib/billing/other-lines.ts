import { sql } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import { divideHalfEven, type LineDraft, type StatementLineType } from "@/lib/core/billing/statement";
import type { TransactionKind } from "@/lib/core/ledger/accounts";
import { members, type Span } from "./marks";
import { EMPTY, merge } from "./usage-groups";

interface OtherGroup extends Record<string, unknown> {
  class: "passing" | "adjustment" | "grant" | "single";
  kind: TransactionKind;
  lease_id: string | null;
  memo: string | null;
  jurisdiction: string | null;
  seconds: bigint | null;
  /** Of a correction, in the currency that it was rated in. */
  net: bigint | null;
  tax: bigint | null;
  amount: bigint;
  from: Date;
  to: Date;
}

const TYPES: Partial<Record<TransactionKind, StatementLineType>> = {
  usage: "usage",
  usage_adjustment: "adjustment",
  sla_credit: "sla_credit",
  commitment_top_up: "commitment",
  hold_back: "hold_back",
  hold_back_released: "hold_back",
  promo_grant: "promo",
  promo_applied: "promo",
  promo_expired: "promo",
  manual_top_up: "top_up",
  top_up: "top_up",
  refund: "top_up",
  refund_failed: "top_up",
  payout: "payout",
  payout_reversed: "payout",
  dispute_withdrawn: "top_up",
  dispute_reinstated: "top_up",
  fx: "conversion",
  manual_adjustment: "manual",
  write_off: "manual",
  reversal: "manual",
};

const NAMES: Partial<Record<TransactionKind, string>> = {
  sla_credit: "SLA credit",
  commitment_top_up: "Commitment",
  hold_back: "Held back",
  hold_back_released: "Hold-back released",
  promo_applied: "Promotional credit used",
  promo_expired: "Promotional credit expired",
  manual_top_up: "Payment received",
  top_up: "Payment received",
  refund: "Refunded to the card",
  refund_failed: "Refund that did not arrive",
  dispute_withdrawn: "Taken back by the card's bank",
  dispute_reinstated: "Returned by the card's bank",
  manual_adjustment: "Adjustment",
  write_off: "Written off",
  reversal: "Reversal",
  payout: "Paid out",
  payout_reversed: "Payout that came back",
  invoice: "Invoiced and due",
  invoice_void: "Invoice voided",
};

/**
 * Everything but usage: corrections by lease and reason, promotional money by grant, each other movement by itself. Usage of a lease that is
 * paid in another currency only passes through this account and its conversion cancels it: it is on that currency's document, and
 * what is left of it here (nothing, on sound books) is a conversion. `side` says whose share of a correction it is.
 */
export async function otherLines(db: DbOrTx, span: Span, side: "retail" | "wholesale"): Promise<LineDraft[]> {
  const groups = await readOthers(db, span, side);
  const lines = new Map<string, LineDraft>();
  for (const group of groups) {
    if (group.class === "passing" && group.amount === 0n) continue;
    if (group.class === "adjustment") addCorrection(lines, group);
    else lines.set(String(lines.size), single(group));
  }
  return [...lines.values()];
}

async function readOthers(db: DbOrTx, span: Span, side: "retail" | "wholesale"): Promise<OtherGroup[]> {
  const passes = side === "retail" ? sql`l.billing_currency <> ${span.currency}` : sql`false`;
  const paired = side === "retail" ? sql`m.kind IN ('usage', 'fx')` : sql`m.kind = 'usage'`;
  const net = side === "retail" ? sql`j.delta_retail_micros` : sql`j.delta_wholesale_micros`;
  const tax = side === "retail" ? sql`j.delta_tax_micros` : sql`0`;
  const { rows } = await db.execute<OtherGroup>(sql`
    WITH ${members(span)},
    classed AS (
      SELECT m.*, u.kind AS of_kind, u.number AS of_number, j.delta_seconds, ${net} AS net, ${tax} AS tax, j.reason,
        (SELECT a.qualifier FROM ledger_entries e JOIN ledger_accounts a ON a.number = e.account_number
          WHERE e.transaction_number = j.transaction_number AND a.kind = 'tax' LIMIT 1) AS jurisdiction,
        CASE WHEN m.kind IN ('usage', 'usage_adjustment', 'fx') AND ${passes} THEN 'passing'
          WHEN j.lease_id IS NOT NULL THEN 'adjustment' WHEN m.kind = 'promo_applied' THEN 'grant' ELSE 'single' END AS class
      FROM member m
      LEFT JOIN leases l ON l.id = m.lease_id
      LEFT JOIN ledger_transactions u ON u.ref = m.ref AND u.rev = m.rev
        AND (u.kind = 'usage_adjustment' AND m.kind IN ('usage_adjustment', 'fx') OR u.kind = 'usage' AND ${paired})
      LEFT JOIN usage_adjustments j ON u.kind = 'usage_adjustment' AND j.transaction_number = u.number)
    SELECT class, max(kind) AS kind, CASE WHEN class = 'grant' THEN NULL ELSE max(lease_id) END AS lease_id,
      CASE class WHEN 'adjustment' THEN max(reason) ELSE max(memo) END AS memo, max(jurisdiction) AS jurisdiction,
      sum(delta_seconds)::bigint AS seconds, sum(net)::bigint AS net, sum(tax)::bigint AS tax, sum(amount_micros)::bigint AS amount,
      min(effective_at) AS "from", max(effective_at) AS "to"
    FROM classed
    WHERE class = 'passing' OR of_kind IS DISTINCT FROM 'usage'
    GROUP BY class, CASE class WHEN 'passing' THEN lease_id WHEN 'adjustment' THEN concat_ws('|', lease_id, reason, jurisdiction)
      WHEN 'grant' THEN split_part(ref, ':', 1) ELSE number::text END`);
  return rows;
}

/** The correction without its tax, and the tax by jurisdiction; each in its share of what the entries moved. */
function addCorrection(lines: Map<string, LineDraft>, group: OtherGroup) {
  const { net, tax, amount, from, to } = group;
  const gross = (net ?? 0n) + (tax ?? 0n);
  const sign = gross < 0n ? -1n : 1n;
  const taxed = gross === 0n || !group.jurisdiction ? 0n : divideHalfEven(amount * (tax ?? 0n) * sign, gross * sign);
  const description = `Correction: ${group.memo ?? "usage"}`;
  merge(lines, `adjustment|${group.lease_id}|${description}`, {
    ...EMPTY,
    type: "adjustment",
    leaseId: group.lease_id,
    seconds: group.seconds,
    description,
    amountMicros: amount - taxed,
    from,
    to,
  });
  if (taxed === 0n) return;
  const named = `Tax ${group.jurisdiction} on corrections`;
  merge(lines, `tax|${named}`, { ...EMPTY, type: "tax", description: named, amountMicros: taxed, from, to });
}

function single(group: OtherGroup): LineDraft {
  const { kind, memo, lease_id: leaseId, amount: amountMicros, from, to } = group;
  const passing = group.class === "passing";
  const name = passing ? "Usage paid in another currency" : (NAMES[kind] ?? kind.replaceAll("_", " "));
  const description = memo && !passing ? `${name}: ${memo}` : name;
  const type = passing ? "conversion" : (TYPES[kind] ?? "other");
  return { ...EMPTY, type, leaseId, description, amountMicros, from, to };
}
