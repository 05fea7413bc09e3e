import { sql } from "drizzle-orm";
import type { Context } from "@/lib/context";
import type { Currency } from "@/lib/core/money";
import { AppError } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { bookedUsage, SPREAD_KEYS, type SpreadBucket, type SpreadGroup } from "./spread-queries";

const DAY_MS = 86_400_000;
const LONGEST_MS = 400 * DAY_MS;
const MOST_ROWS = 200_000;

interface Row extends Record<string, unknown> {
  at: Date;
  key: string;
  label: string;
  currency: Currency;
  seconds: bigint;
  retail: bigint;
  wholesale: bigint;
}

/** Micros as an exact decimal of the currency's unit. */
function decimal(micros: bigint): string {
  const digits = (micros < 0n ? -micros : micros).toString().padStart(7, "0");
  return `${micros < 0n ? "-" : ""}${digits.slice(0, -6)}.${digits.slice(-6)}`;
}

/**
 * The spread of whole UTC days by group and hour, day or month, a row each with the head first: what usage transactions added to platform
 * revenue, to the micro. Refuses a period that is no period, or has more rows than a file should.
 */
export async function exportSpread(
  ctx: Context,
  input: { by: SpreadGroup; bucket: SpreadBucket; from: string; to: string },
): Promise<(string | bigint)[][]> {
  authorize(ctx, "spread.view");
  const from = new Date(`${input.from}T00:00:00Z`);
  const to = new Date(Date.parse(`${input.to}T00:00:00Z`) + DAY_MS);
  const refuse = (reason: string) => new AppError("invalid_input", reason, { fields: { to: [reason] } });
  if (to <= from) throw refuse("The last day is before the first.");
  if (to.getTime() - from.getTime() > LONGEST_MS) throw refuse("A report spans 400 days at most.");
  const { key, label } = SPREAD_KEYS[input.by];
  const { rows } = await ctx.db.execute<Row>(sql`
    SELECT date_trunc(${input.bucket}, u.at, 'UTC') AS at, ${key} AS key, ${label} AS label, l.currency,
      sum(u.accelerator_seconds)::bigint AS seconds, sum(u.retail_micros)::bigint AS retail, sum(u.wholesale_micros)::bigint AS wholesale
    FROM (${bookedUsage({ from, to })}) u
    JOIN leases l ON l.id = u.lease_id
    JOIN skus k ON k.id = l.sku_id
    JOIN sites s ON s.id = l.site_id
    JOIN organizations c ON c.id = l.organization_id
    JOIN organizations o ON o.id = l.operator_id
    GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 4
    LIMIT ${MOST_ROWS + 1}`);
  if (rows.length > MOST_ROWS) throw refuse(`More than ${MOST_ROWS} rows: choose a shorter period or longer steps.`);
  const head = [
    input.bucket,
    `${input.by}_id`,
    input.by,
    "currency",
    "accelerator_seconds",
    "retail",
    "wholesale",
    "spread",
  ];
  return [
    head,
    ...rows.map((row) => [
      row.at.toISOString(),
      row.key,
      row.label,
      row.currency,
      row.seconds,
      decimal(row.retail),
      decimal(row.wholesale),
      decimal(row.retail - row.wholesale),
    ]),
  ];
}
