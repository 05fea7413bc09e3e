import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createDatabase } from "@/db/client";
import { migrate } from "@/db/migrate";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

test("raw rows carry money as bigint and instants as Date, past the reach of a number", async () => {
  const query =
    "select 9007199254740993::int8 as micros, array[1]::int8[] as many, '2026-11-24T01:02:03Z'::timestamptz as at";
  const expected = { micros: 9_007_199_254_740_993n, many: [1n], at: new Date("2026-11-24T01:02:03Z") };
  expect((await database.db.execute(sql.raw(query))).rows).toEqual([expected]);
  expect((await database.pool.query(query)).rows).toEqual([expected]);
});

test("a session runs in UTC and gives up on what takes too long", async () => {
  const { rows } = await database.pool.query(
    "select current_setting('TimeZone') as zone, current_setting('statement_timeout') as statement, current_setting('lock_timeout') as lock",
  );
  expect(rows).toEqual([{ zone: "UTC", statement: "30s", lock: "10s" }]);
});

test("a connection that the server drops does not end the process, and the next query gets another", async () => {
  await database.pool.query("select 1");
  await database.pool.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
  );
  const own = database.pool.query("select pg_terminate_backend(pg_backend_pid())");
  await expect(own).rejects.toThrow();
  expect((await database.pool.query("select 1::int4 as one")).rows).toEqual([{ one: 1 }]);
});

test("a connection that the server drops between two statements of a transaction fails the transaction and not the process", async () => {
  const cut = database.db.transaction(async (tx) => {
    const { rows } = await tx.execute<{ pid: number }>(sql`select pg_backend_pid() as pid`);
    await database.pool.query("select pg_terminate_backend($1, 5000)", [rows[0]!.pid]);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await tx.execute(sql`select 1`);
  });
  await expect(cut).rejects.toThrow();
  expect((await database.pool.query("select 1::int4 as one")).rows).toEqual([{ one: 1 }]);
});

test("transactions that cannot begin leave the pool its connections", async () => {
  const { db, pool, close } = createDatabase(database.url, { max: 1 });
  for (let i = 0; i < 3; i++)
    await expect(db.transaction(async () => undefined, { isolationLevel: "none" as never })).rejects.toThrow();
  expect((await pool.query("select 1::int4 as one")).rows).toEqual([{ one: 1 }]);
  await close();
});

test("two migrations at once leave one history", async () => {
  const count = async () => (await database.pool.query("select count(*) as n from drizzle.__drizzle_migrations")).rows;
  const before = await count();
  await Promise.all([migrate(database.url), migrate(database.url)]);
  expect(await count()).toEqual(before);
});
