import { sql } from "drizzle-orm";
import pg from "pg";
import { inject } from "vitest";
import { createDatabase } from "@/db/client";
import { dropDatabase } from "@/db/testing/cluster";
import { createBuyer } from "@/db/testing/market";
import { newId } from "@/lib/ids";
import { startTopUp } from "@/lib/payments/start-top-up";
import { Payday } from "@/lib/payouts/testing/payday";

/** A market with a week that was earned, billed, closed and paid out, a top-up begun, and then the clock of every day again. */
export class PaidWeek {
  private readonly targets: string[] = [];

  private constructor(readonly payday: Payday) {}

  static async open(): Promise<PaidWeek> {
    const payday = await Payday.open();
    payday.setEnvironment();
    await payday.earnUntil("2026-02-09T00:20:00Z");
    await payday.account("DE");
    await payday.plan();
    await payday.fund(100_000);
    await payday.sendAll();
    await payday.deliver();
    const { db } = payday.scene.database;
    await db.execute(sql`
      CREATE OR REPLACE FUNCTION platform_now() RETURNS timestamptz LANGUAGE sql VOLATILE AS
        $$ SELECT date_trunc('milliseconds', clock_timestamp()) $$`);
    await db.execute(sql`DROP TABLE test_clock`);
    const ctx = { ...(await createBuyer(payday.scene.market)).ctx, now: new Date() };
    await startTopUp(ctx, { amount: "10", idempotencyKey: newId("req") });
    return new PaidWeek(payday);
  }

  get url(): string {
    return this.payday.scene.database.url;
  }

  /** A new one beside it; gone with `dropTargets`. */
  async emptyDatabase(): Promise<string> {
    const name = `restored_${newId("bak").slice(-12)}`;
    const admin = new pg.Client({ connectionString: inject("databaseAdminUrl") });
    await admin.connect();
    await admin.query(`CREATE DATABASE ${name} TEMPLATE template0`).finally(() => admin.end());
    const target = new URL(this.url);
    target.pathname = `/${name}`;
    this.targets.push(target.href);
    return target.href;
  }

  async dropTargets(): Promise<void> {
    for (const target of this.targets.splice(0)) await dropDatabase(inject("databaseAdminUrl"), target);
  }

  close(): Promise<void> {
    return this.payday.close();
  }
}

export async function ask(url: string, text: string) {
  const { pool, close } = createDatabase(url, { max: 1 });
  try {
    return (await pool.query(text)).rows;
  } finally {
    await close();
  }
}
