import type pg from "pg";
import { PLATFORM_ROLE } from "@/db/tenancy";

export interface TableShape {
  name: string;
  columns: string[];
}

/** What a value is written as depends on these, so that a backup reads the same wherever it was taken. */
export const COPY_SETTINGS = `
  SET TimeZone = 'UTC'; SET DateStyle = 'ISO'; SET IntervalStyle = 'postgres'; SET extra_float_digits = 3; SET bytea_output = 'hex';
  SET client_encoding = 'UTF8'; SET synchronize_seqscans = off; SET statement_timeout = 0; SET lock_timeout = '10s';`;

/**
 * Sees to it that every row is read: a login that passes by row security does; any other acts as the platform's role, and is refused where that
 * role is shown less than everything. With row security off, a policy that would hide a row is an error.
 */
export async function readAsWhole(client: pg.Client): Promise<void> {
  const { rows } = await client.query(
    "SELECT rolsuper OR rolbypassrls AS passes FROM pg_roles WHERE rolname = current_user",
  );
  if (rows[0].passes) return void (await client.query("SET row_security = off"));
  await client.query(`SET ROLE ${PLATFORM_ROLE}`);
  const narrowed = await client.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relrowsecurity
       AND (NOT EXISTS (SELECT 1 FROM pg_policies p WHERE p.schemaname = 'public' AND p.tablename = c.relname AND $1 = ANY (p.roles)
              AND p.permissive = 'PERMISSIVE' AND p.cmd IN ('ALL', 'SELECT') AND p.qual = 'true')
         OR EXISTS (SELECT 1 FROM pg_policies p WHERE p.schemaname = 'public' AND p.tablename = c.relname AND p.permissive = 'RESTRICTIVE'
              AND p.roles && ARRAY['public', $1]::name[])) ORDER BY c.relname`,
    [PLATFORM_ROLE],
  );
  const names = narrowed.rows.map(({ name }) => name);
  if (names.length > 0)
    throw new Error(`row security hides rows of ${names.join(", ")} from ${PLATFORM_ROLE}: a backup would lack them`);
}

export const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
const listed = ({ name, columns }: TableShape) => `public.${quoted(name)} (${columns.map(quoted).join(", ")})`;
export const copyOut = (table: TableShape) => `COPY ${listed(table)} TO STDOUT`;
export const copyIn = (table: TableShape) => `COPY ${listed(table)} FROM STDIN`;

/** Every table of ours with the columns that are stored, those that others refer to first. */
export async function listTables(client: pg.Client): Promise<TableShape[]> {
  const { rows: tables } = await client.query<TableShape>(`
    SELECT c.relname AS name, array_agg(a.attname::text ORDER BY a.attnum) AS columns
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' GROUP BY c.relname ORDER BY c.relname`);
  const { rows: references } = await client.query<{ from: string; to: string }>(`
    SELECT DISTINCT f.relname AS from, t.relname AS to FROM pg_constraint k
    JOIN pg_class f ON f.oid = k.conrelid JOIN pg_class t ON t.oid = k.confrelid
    WHERE k.contype = 'f' AND k.conrelid <> k.confrelid AND f.relnamespace = 'public'::regnamespace`);
  return inOrder(tables, references);
}

/** A row's references are there before it; a table that refers to itself is copied in one statement, which is checked at its end. */
export function inOrder(
  tables: readonly TableShape[],
  references: readonly { from: string; to: string }[],
): TableShape[] {
  const left = new Map(tables.map((table) => [table.name, table]));
  const ordered: TableShape[] = [];
  while (left.size > 0) {
    const ready = [...left.values()].filter(
      ({ name }) => !references.some(({ from, to }) => from === name && left.has(to)),
    );
    if (ready.length === 0) throw new Error(`tables refer to each other in a circle: ${[...left.keys()].join(", ")}`);
    for (const table of ready) left.delete(table.name);
    ordered.push(...ready);
  }
  return ordered;
}

export interface SequenceState {
  name: string;
  lastValue: string;
  isCalled: boolean;
}

/** Read after the tables: sequences know no snapshot, and one that is further on leaves a gap, one that is behind a conflict. */
export async function readSequences(client: pg.Client): Promise<SequenceState[]> {
  const { rows } = await client.query<{ name: string }>(
    "SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'S' ORDER BY relname",
  );
  const states: SequenceState[] = [];
  for (const { name } of rows) {
    const state = await client.query(
      `SELECT last_value::text AS "lastValue", is_called AS "isCalled" FROM public.${quoted(name)}`,
    );
    states.push({ name, ...state.rows[0] });
  }
  return states;
}
