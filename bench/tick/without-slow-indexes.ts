import { sql } from "drizzle-orm";
import type { Database } from "@/db/client";

const LAID = ["leases", "lease_intervals", "lease_rates"];

/** Takes foreign keys, exclusion constraints and plain indexes away while rows are laid, and builds them over all rows at once after it. */
export async function withoutSlowIndexes(db: Database, lay: () => Promise<void>): Promise<void> {
  const tables = sql.raw(LAID.map((table) => `'${table}'::regclass`).join(", "));
  const { rows: constraints } = await db.execute<{ name: string; table: string; definition: string }>(sql`
    SELECT quote_ident(conname) AS name, conrelid::regclass::text AS table, pg_get_constraintdef(oid) AS definition
    FROM pg_constraint WHERE conrelid IN (${tables}) AND contype IN ('x', 'f')`);
  const { rows: indexes } = await db.execute<{ name: string; definition: string }>(sql`
    SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS definition FROM pg_index
    WHERE indrelid IN (${tables}) AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)`);
  const run = (statement: string) => db.execute(sql.raw(statement));
  for (const { name, table } of constraints) await run(`ALTER TABLE ${table} DROP CONSTRAINT ${name}`);
  for (const { name } of indexes) await run(`DROP INDEX ${name}`);
  await run("ALTER TABLE lease_rates DISABLE TRIGGER USER");
  await lay();
  await run("ALTER TABLE lease_rates ENABLE TRIGGER USER");
  for (const { definition } of indexes) await run(definition);
  for (const { name, table, definition } of constraints)
    await run(`ALTER TABLE ${table} ADD CONSTRAINT ${name} ${definition}`);
}
