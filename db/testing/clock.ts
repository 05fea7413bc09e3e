import { sql } from "drizzle-orm";
import type { Database } from "@/db/client";

/** Puts a test's own database on a clock that stands still until it is set: the function that production reads is replaced there. */
export async function installTestClock(db: Database, at: Date): Promise<void> {
  await db.execute(sql`CREATE TABLE IF NOT EXISTS test_clock (at timestamptz NOT NULL)`);
  await db.execute(sql`INSERT INTO test_clock VALUES (${at.toISOString()}::timestamptz)`);
  await db.execute(sql`
    CREATE OR REPLACE FUNCTION platform_now() RETURNS timestamptz LANGUAGE sql VOLATILE AS 'SELECT at FROM test_clock'`);
}

export async function setTestClock(db: Database, at: Date): Promise<void> {
  await db.execute(sql`UPDATE test_clock SET at = ${at.toISOString()}::timestamptz`);
}
