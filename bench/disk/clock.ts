import { sql } from "drizzle-orm";
import type { Database } from "@/db/client";

/** Puts a benchmark's database on a clock of its own, by replacing the function that production reads there. */
export async function setClock(db: Database, at: Date): Promise<void> {
  const body = sql.raw(`$$ SELECT timestamptz '${at.toISOString()}' $$`);
  await db.execute(sql`CREATE OR REPLACE FUNCTION platform_now() RETURNS timestamptz LANGUAGE sql VOLATILE AS ${body}`);
}
