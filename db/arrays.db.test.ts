import { type SQL, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bigints, booleans, instants, integers, texts } from "./arrays";
import { createTestDatabase, type TestDatabase } from "./testing/database";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

async function returned(column: SQL): Promise<unknown[]> {
  const { rows } = await database.db.execute<{ value: unknown }>(sql`SELECT value FROM unnest(${column}) AS c(value)`);
  return rows.map((row) => row.value);
}

test("what goes in as a column comes out as it was, whatever characters it holds", async () => {
  const hostile = [
    "",
    "NULL",
    null,
    'a"b',
    "a\\b",
    "{x,y}",
    "', '); DROP TABLE leases; --",
    "línea\nnueva 算力",
    '\\"',
  ];
  expect(await returned(texts(hostile))).toEqual(hostile);
  expect(await returned(bigints([9_223_372_036_854_775_807n, -1n, null]))).toEqual([
    9_223_372_036_854_775_807n,
    -1n,
    null,
  ]);
  expect(await returned(integers([1, -2, null]))).toEqual([1, -2, null]);
  expect(await returned(booleans([true, false, null]))).toEqual([true, false, null]);
  const at = new Date("2026-02-28T23:59:59.999Z");
  expect(await returned(instants([at, null]))).toEqual([at, null]);
  expect(await returned(texts([]))).toEqual([]);
});
