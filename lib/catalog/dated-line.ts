import { type SQL, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { HOUR_MS, hourFloor, nextHour } from "@/lib/core/time";
import { AppError, isExclusionViolation } from "@/lib/errors";

/** Rows of one table that follow each other and never overlap: the rates of one pair, jurisdiction, customer, or contract's SKU and site. */
export interface DatedLine {
  table: "fx_rates" | "tax_rates" | "customer_tax_profiles" | "wholesale_rates";
  where: SQL;
}

/** Between the decision and its commit a tick must not reach the hour that it is about. */
const CLOSEST_MS = 60_000;
const FURTHEST_MS = 366 * 24 * HOUR_MS;

export function refuseField(field: string, reason: string, code: "invalid_input" | "conflict" = "invalid_input") {
  return new AppError(code, reason, { fields: { [field]: [reason] } });
}

export async function exists(tx: Transaction, query: SQL): Promise<boolean> {
  const { rows } = await tx.execute<{ found: boolean }>(sql`SELECT EXISTS (${query}) AS found`);
  return rows[0]!.found;
}

/**
 * The whole UTC hour that a row of the line may begin at: what was asked for, or the earliest. That is the next hour (the one after where
 * less than a minute is left), or the running hour for the first row of a line that no lease has used.
 */
export async function hourlyStart(
  tx: Transaction,
  line: DatedLine,
  asked: Date | null,
  touched: (edge: Date) => SQL,
): Promise<Date> {
  const now = await databaseNow(tx);
  const earliest = (await isUnused(tx, line, touched(hourFloor(now))))
    ? hourFloor(now)
    : nextHour(new Date(now.getTime() + CLOSEST_MS));
  if (!asked) return earliest;
  if (asked.getTime() % HOUR_MS !== 0) throw refuseField("from", "It begins at a whole UTC hour.");
  if (asked < earliest)
    throw refuseField("from", `It begins at ${earliest.toISOString()} or later: what was used stays as it was.`);
  if (asked.getTime() - now.getTime() > FURTHEST_MS) throw refuseField("from", "It begins within a year.");
  return asked;
}

async function isUnused(tx: Transaction, line: DatedLine, touched: SQL): Promise<boolean> {
  if (await exists(tx, sql`SELECT 1 FROM ${sql.raw(line.table)} WHERE ${line.where}`)) return false;
  return !(await exists(tx, touched));
}

interface LineRow extends Record<string, unknown> {
  id: string;
  from: Date;
}

/**
 * Makes room for a row that begins at `from`: the one then current is ended there, one announced for later takes over at its start, which is
 * `until`. The caller holds what keeps others off the line. Refused where one begins at the same instant.
 */
export async function makeRoom(tx: Transaction, line: DatedLine, from: Date) {
  const { rows } = await tx.execute<LineRow>(sql`
    SELECT id, lower(during) AS "from" FROM ${sql.raw(line.table)}
    WHERE ${line.where} AND during && tstzrange(${from.toISOString()}::timestamptz, NULL) ORDER BY lower(during)`);
  if (rows.some((row) => row.from.getTime() === from.getTime()))
    throw refuseField("from", `Another begins at ${from.toISOString()} already. Take that one back first.`, "conflict");
  const current = rows.find((row) => row.from < from);
  if (current) await endAt(tx, line, sql`id = ${current.id}`, from);
  return { until: rows.find((row) => row.from > from)?.from ?? null, endedId: current?.id ?? null };
}

export async function endAt(tx: Transaction, line: DatedLine, which: SQL, at: Date | null) {
  const end = at ? sql`${at.toISOString()}::timestamptz` : sql`NULL`;
  await tx.execute(sql`
    UPDATE ${sql.raw(line.table)} SET during = tstzrange(lower(during), ${end}) WHERE ${line.where} AND ${which}`);
}

/** Takes back a row that has not begun: the one before it goes on for as long as it would have lasted. */
export async function takeBack(tx: Transaction, line: DatedLine, row: { id: string; from: Date; to: Date | null }) {
  await tx.execute(sql`DELETE FROM ${sql.raw(line.table)} WHERE id = ${row.id}`);
  await endAt(tx, line, sql`upper(during) = ${row.from.toISOString()}::timestamptz`, row.to);
}

/** Whoever changes rates of a table does so alone; readers and the tick go on. */
export async function lockTable(tx: Transaction, table: DatedLine["table"]) {
  await tx.execute(sql`LOCK TABLE ${sql.raw(table)} IN SHARE ROW EXCLUSIVE MODE`);
}

/** What the database itself refuses of dated terms, as an error that names the field. */
export async function namingRefusals<T>(
  fields: { overlap: string; start: string },
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isExclusionViolation(error))
      throw refuseField(fields.overlap, "This overlaps with what is agreed for the same time already.", "conflict");
    if (constraintOf(error)?.endsWith("_not_retroactive"))
      throw refuseField(fields.start, "This would change what leases have used since. Choose a later start.");
    throw error;
  }
}

function constraintOf(error: unknown): string | null {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    const { constraint } = at as { constraint?: unknown };
    if (typeof constraint === "string") return constraint;
  }
  return null;
}
