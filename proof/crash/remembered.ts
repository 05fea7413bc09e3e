import { sql } from "drizzle-orm";
import type { Database } from "@/db/client";

interface Remembered extends Record<string, string> {
  table: string;
  /** Those that are not computed from others, as a list for a statement. */
  columns: string;
}

const listTables = sql`
  SELECT c.table_name AS table, string_agg(quote_ident(c.column_name), ', ' ORDER BY c.ordinal_position) AS columns
  FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
  WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE' AND c.is_generated = 'NEVER' GROUP BY 1`;

/** Keeps every row of a database beside it, in a schema of its own: put back from there it costs a hundredth of a copy of the whole. */
export async function remember(db: Database): Promise<void> {
  const { rows } = await db.execute<Remembered>(listTables);
  await db.execute(sql`CREATE SCHEMA remembered`);
  for (const { table, columns } of rows)
    await db.execute(sql.raw(`CREATE TABLE remembered."${table}" AS SELECT ${columns} FROM public."${table}"`));
}

/** Puts back what was remembered, whatever triggers and references say of it. */
export async function putBack(db: Database): Promise<void> {
  const { rows } = await db.execute<Remembered>(listTables);
  const sumOf = (schema: string, { table, columns }: Remembered) =>
    `(SELECT count(*) || ' ' || coalesce(sum(hashtextextended(t::text, 0)::numeric), 0) FROM (SELECT ${columns} FROM ${schema}."${table}") t)`;
  const compared = rows.map(
    (one) => `SELECT '${one.table}' AS table WHERE ${sumOf("public", one)} <> ${sumOf("remembered", one)}`,
  );
  const changed = await db.execute<{ table: string }>(sql.raw(compared.join(" UNION ALL ")));
  const names = new Set(changed.rows.map(({ table }) => table));
  await db.transaction(async (tx) => {
    await tx.execute(sql`SET LOCAL session_replication_role = replica`);
    for (const { table, columns } of rows.filter((one) => names.has(one.table))) {
      await tx.execute(sql.raw(`DELETE FROM public."${table}"`));
      await tx.execute(
        sql.raw(
          `INSERT INTO public."${table}" (${columns}) OVERRIDING SYSTEM VALUE SELECT * FROM remembered."${table}"`,
        ),
      );
    }
  });
}
