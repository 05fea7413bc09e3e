import { sql } from "drizzle-orm";
import type { DbOrTx } from "./client";

/** Postgres' clock to the millisecond, read when asked (not at the transaction's start): the only clock that moves a billing boundary. */
export async function databaseNow(db: DbOrTx): Promise<Date> {
  const { rows } = await db.execute<{ now: Date }>(sql`SELECT platform_now() AS now`);
  return rows[0]!.now;
}
