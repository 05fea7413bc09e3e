import { type SQL, sql } from "drizzle-orm";
import type { Context } from "@/lib/context";
import type { Currency } from "@/lib/core/money";
import { authorize } from "@/lib/identity/authorize";
import { ownLeasesAsL } from "@/lib/leases/own-leases";
import type { CreditUnit } from "./sla-windows";

const LONGEST_PAGE = 500;

type Reader = Pick<Context, "db" | "actor">;

export interface DeskCorrection {
  id: string;
  leaseId: string;
  leaseName: string;
  customerName: string;
  operatorName: string;
  kind: "state" | "retail_rate" | "wholesale_rate";
  from: Date;
  to: Date;
  state: string | null;
  microsPerUnitHour: bigint | null;
  reason: string;
  evidence: string | null;
  createdByEmail: string | null;
  createdAt: Date;
  /** Replaced by a later one, wholly or in part. */
  isSuperseded: boolean;
  currency: Currency;
  billingCurrency: Currency;
  /** UTC hours in which it changed the books, and by how much. */
  hours: number;
  seconds: bigint;
  retailMicros: bigint;
  wholesaleMicros: bigint;
  chargeMicros: bigint;
}

/** Corrections as they were made, of one lease or of all, newest first; what is left of a superseded one is not listed by itself. */
export async function listCorrections(
  ctx: Reader,
  page: { leaseId?: string; limit: number; offset: number },
): Promise<{ corrections: DeskCorrection[]; total: number }> {
  authorize(ctx, "correction.view");
  const where = page.leaseId
    ? sql`c.remainder_of IS NULL AND c.lease_id = ${page.leaseId}`
    : sql`c.remainder_of IS NULL`;
  const { rows } = await ctx.db.execute<DeskCorrection & Record<string, unknown>>(sql`
    SELECT c.id, c.lease_id AS "leaseId", l.name AS "leaseName", o.name AS "customerName", p.name AS "operatorName", c.kind,
      lower(c.during) AS "from", upper(c.during) AS "to", c.state, c.micros_per_unit_hour AS "microsPerUnitHour", c.reason, c.evidence,
      u.email AS "createdByEmail", c.created_at AS "createdAt", c.superseded_at IS NOT NULL AS "isSuperseded", l.currency,
      l.billing_currency AS "billingCurrency", a.hours, a.seconds, a."retailMicros", a."wholesaleMicros", a."chargeMicros"
    FROM lease_corrections c
    JOIN leases l ON l.id = c.lease_id
    JOIN organizations o ON o.id = l.organization_id
    JOIN organizations p ON p.id = l.operator_id
    LEFT JOIN users u ON u.id = c.created_by
    CROSS JOIN LATERAL (SELECT ${adjusted} FROM usage_adjustments a WHERE a.lease_id = c.lease_id AND a.correction_id = c.id) a
    WHERE ${where} ORDER BY c.created_at DESC, c.id DESC
    LIMIT ${Math.min(page.limit, LONGEST_PAGE)} OFFSET ${page.offset}`);
  const counted = await ctx.db.execute<{ total: number }>(
    sql`SELECT count(*)::int AS total FROM lease_corrections c WHERE ${where}`,
  );
  return { corrections: rows, total: counted.rows[0]?.total ?? 0 };
}

const adjusted = sql`
  count(*)::int AS hours, coalesce(sum(a.delta_seconds), 0)::bigint AS seconds,
  coalesce(sum(a.delta_retail_micros), 0)::bigint AS "retailMicros", coalesce(sum(a.delta_wholesale_micros), 0)::bigint AS "wholesaleMicros",
  coalesce(sum(coalesce(a.delta_charge_micros, a.delta_retail_micros + a.delta_tax_micros)), 0)::bigint AS "chargeMicros"`;

export interface PartyAdjustment {
  leaseId: string;
  skuCode: string;
  bookedAt: Date;
  /** What was corrected, from the first hour that changed to the last. */
  from: Date;
  to: Date;
  reason: string;
  seconds: bigint;
  currency: Currency;
  /** What it adds to the customer's cost, or to the operator's earnings. */
  micros: bigint;
}

/** Corrections of one lease that changed what the signed-in customer pays, newest first, before tax as the lease's cost is; of another's there are none. */
export function listCostAdjustments(ctx: Reader, leaseId: string): Promise<PartyAdjustment[]> {
  const actor = authorize(ctx, "usage.view");
  const own = sql`${ownLeasesAsL(actor)} AND a.lease_id = ${leaseId}`;
  return listAdjustments(ctx, sql`a.delta_retail_micros`, own);
}

/** Corrections that changed what the signed-in operator earned, newest first. */
export function listEarningsAdjustments(ctx: Reader): Promise<PartyAdjustment[]> {
  const { organizationId } = authorize(ctx, "earnings.view");
  return listAdjustments(ctx, sql`a.delta_wholesale_micros`, sql`l.operator_id = ${organizationId}`);
}

async function listAdjustments(ctx: Reader, micros: SQL, own: SQL): Promise<PartyAdjustment[]> {
  const { rows } = await ctx.db.execute<PartyAdjustment & Record<string, unknown>>(sql`
    SELECT a.lease_id AS "leaseId", k.code AS "skuCode", a.created_at AS "bookedAt", min(lower(a."window")) AS "from",
      max(upper(a."window")) AS "to", a.reason, sum(a.delta_seconds)::bigint AS seconds, l.currency, sum(${micros})::bigint AS micros
    FROM usage_adjustments a JOIN leases l ON l.id = a.lease_id JOIN skus k ON k.id = l.sku_id
    WHERE ${own} GROUP BY a.lease_id, a.correction_id, a.created_at, a.reason, l.currency, k.code
    HAVING sum(${micros}) <> 0
    ORDER BY a.created_at DESC, a.lease_id LIMIT ${LONGEST_PAGE}`);
  return rows;
}

export interface SlaCreditRow {
  leaseId: string;
  leaseName: string;
  customerName: string;
  operatorName: string;
  skuCode: string;
  ruleName: string;
  unit: CreditUnit;
  from: Date;
  to: Date;
  unreachableSeconds: bigint;
  creditMicros: bigint;
  chargedBackMicros: bigint;
  /** Of the lease. */
  currency: Currency;
  /** What reached the customer's balance, and its currency. */
  paidMicros: bigint;
  billingCurrency: Currency;
  createdAt: Date;
}

/** SLA credits that concern the signed-in party, of one lease or of all, newest first; the desk sees everybody's. */
export async function listSlaCredits(
  ctx: Reader,
  page: { leaseId?: string; limit: number; offset: number },
): Promise<{ credits: SlaCreditRow[]; total: number }> {
  const actor = authorize(ctx, "sla.view");
  const own = {
    platform: sql`true`,
    customer: ownLeasesAsL(actor),
    operator: sql`l.operator_id = ${actor.organizationId}`,
  }[actor.organizationKind];
  const where = page.leaseId ? sql`${own} AND s.lease_id = ${page.leaseId}` : own;
  const { rows } = await ctx.db.execute<SlaCreditRow & Record<string, unknown>>(sql`
    SELECT s.lease_id AS "leaseId", l.name AS "leaseName", o.name AS "customerName", p.name AS "operatorName", k.code AS "skuCode",
      r.name AS "ruleName", r."window" AS unit, lower(s."window") AS "from", upper(s."window") AS "to",
      s.unreachable_seconds AS "unreachableSeconds", s.credit_micros AS "creditMicros", s.charged_back_micros AS "chargedBackMicros",
      l.currency, coalesce(s.converted_micros, s.credit_micros) AS "paidMicros", l.billing_currency AS "billingCurrency",
      s.created_at AS "createdAt"
    FROM sla_credits s
    JOIN leases l ON l.id = s.lease_id
    JOIN sla_rules r ON r.id = s.rule_id
    JOIN skus k ON k.id = l.sku_id
    JOIN organizations o ON o.id = l.organization_id
    JOIN organizations p ON p.id = l.operator_id
    WHERE ${where} ORDER BY s.created_at DESC, s.lease_id, s.rule_id
    LIMIT ${Math.min(page.limit, LONGEST_PAGE)} OFFSET ${page.offset}`);
  const counted = await ctx.db.execute<{ total: number }>(
    sql`SELECT count(*)::int AS total FROM sla_credits s JOIN leases l ON l.id = s.lease_id WHERE ${where}`,
  );
  return { credits: rows, total: counted.rows[0]?.total ?? 0 };
}

export interface SlaRuleRow {
  id: string;
  name: string;
  unit: CreditUnit;
  allowedSeconds: number;
  creditBps: number;
  from: Date;
  to: Date | null;
}

/** Rules that hold now or will, then those that ended. */
export async function listSlaRules(ctx: Reader): Promise<SlaRuleRow[]> {
  authorize(ctx, "sla.view");
  const { rows } = await ctx.db.execute<SlaRuleRow & Record<string, unknown>>(sql`
    SELECT id, name, "window" AS unit, allowed_seconds AS "allowedSeconds", credit_bps AS "creditBps", lower(during) AS "from",
      upper(during) AS "to"
    FROM sla_rules ORDER BY coalesce(upper(during) <= platform_now(), false), "window", allowed_seconds, id LIMIT ${LONGEST_PAGE}`);
  return rows;
}

export interface RerateChoice {
  priceBookId: string;
  bookName: string;
  skuId: string;
  skuCode: string;
  region: string;
  currency: Currency;
}

/** What prices there have been, by book, SKU and region: what re-rating can be about. */
export async function listRerateChoices(ctx: Reader): Promise<RerateChoice[]> {
  authorize(ctx, "correction.view");
  const { rows } = await ctx.db.execute<RerateChoice & Record<string, unknown>>(sql`
    SELECT DISTINCT e.price_book_id AS "priceBookId", b.name AS "bookName", e.sku_id AS "skuId", k.code AS "skuCode", e.region, b.currency
    FROM price_book_entries e JOIN price_books b ON b.id = e.price_book_id JOIN skus k ON k.id = e.sku_id
    WHERE k.kind <> 'storage' ORDER BY 2, 4, 5 LIMIT ${LONGEST_PAGE}`);
  return rows;
}
