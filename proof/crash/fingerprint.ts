import { sql } from "drizzle-orm";
import type { Database } from "@/db/client";

/** Tables of tests alone. */
const NOT_BOOKS = ["test_clock", "script_intervals"];
/** What a second run numbers anew, or draws afresh: told by natural keys instead, or not at all. */
const VOLATILE = [
  "transaction_number",
  "account_number",
  "reverses",
  "high_water",
  "low_water",
  "content_hash",
  "hash",
  "previous_hash",
  "request_id",
];

const ID = /\b([a-z]{3})_[0-9a-hjkmnp-tv-z]{26}\b/g;

/**
 * Everything that a database holds, a line a row, sorted; without numbers, hashes and wall-clock times, and with the ids that were drawn
 * since `known` told by their kind alone. Two runs that did the same have the same fingerprint.
 */
export async function fingerprint(db: Database, known: ReadonlySet<string>): Promise<string[]> {
  const lines = await dump(db);
  return lines
    .map((line) =>
      line.replaceAll(ID, (id, kind) => (known.has(id) ? id : `${kind}_new`)).replaceAll(/\bltx_\d+/g, "ltx_n"),
    )
    .sort();
}

export async function knownIds(db: Database): Promise<Set<string>> {
  return new Set((await dump(db)).flatMap((line) => line.match(ID) ?? []));
}

async function dump(db: Database): Promise<string[]> {
  const { rows: columns } = await db.execute<{ table: string; volatile: string[] }>(sql`
    SELECT c.table_name AS table, coalesce(array_agg(c.column_name::text) FILTER (
        WHERE c.is_identity = 'YES' OR c.column_default LIKE 'now()%' OR c.column_name = ANY(${sql.param(VOLATILE)}::text[])), '{}') AS volatile
    FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
    WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE' AND c.table_name <> ALL(${sql.param(NOT_BOOKS)}::text[])
    GROUP BY 1 ORDER BY 1`);
  const tables = columns.map(({ table, volatile }) => {
    const row =
      table === "ledger_entries"
        ? sql`jsonb_build_object('fact', x.kind || ' ' || x.ref || ' ' || x.rev, 'line', t.line, 'amount', t.amount_micros,
            'account', a.kind || ' ' || coalesce(a.organization_id, '') || ' ' || a.currency || ' ' || a.qualifier)`
        : sql`to_jsonb(t) - ${sql.param(volatile)}::text[]`;
    const joins =
      table === "ledger_entries"
        ? sql`JOIN ledger_transactions x ON x.number = t.transaction_number JOIN ledger_accounts a ON a.number = t.account_number`
        : sql``;
    return sql`SELECT ${table}::text || ' ' || (${row})::text AS line FROM ${sql.identifier(table)} t ${joins}`;
  });
  const { rows } = await db.execute<{ line: string }>(sql.join(tables, sql` UNION ALL `));
  return rows.map((row) => row.line);
}

/** The lines that one has and the other has not. */
export function differences(found: readonly string[], expected: readonly string[]): string[] {
  const count = (lines: readonly string[]) => Map.groupBy(lines, (line) => line);
  const [are, should] = [count(found), count(expected)];
  return [...new Set([...are.keys(), ...should.keys()])].flatMap((line) => {
    const [is, wanted] = [are.get(line)?.length ?? 0, should.get(line)?.length ?? 0];
    return is === wanted ? [] : [`${is} instead of ${wanted} × ${line}`];
  });
}
