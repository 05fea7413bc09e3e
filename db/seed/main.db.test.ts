import { afterAll, beforeAll, expect, it } from "vitest";
import { ledgerTransactions, offers, organizations, priceBookEntries } from "@/db/schema";
import { testContext } from "@/db/testing/context";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { listStock } from "@/lib/leases/stock-queries";
import { seedDemo } from "./main";

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.close());

const counts = () =>
  Promise.all([organizations, offers, priceBookEntries, ledgerTransactions].map((table) => test.db.$count(table)));

it("seeds a market of three parties once, however often it runs", async () => {
  const first = await seedDemo(test.db);
  expect(first.signIns.map((signIn) => signIn.label)).toEqual(["customer", "operator", "platform desk"]);
  expect(first.hosts.every((host) => host.enrolToken)).toBe(true);
  const before = await counts();
  await seedDemo(test.db);
  expect(await counts()).toEqual(before);
});

it("prices every seeded offer above wholesale, and shows no stock before a host has enrolled", async () => {
  const stock = await listStock(testContext(test.db));
  expect(stock).toHaveLength(8);
  expect(new Set(stock.map((row) => row.retailMicrosPerHour))).toEqual(new Set([2_560_000n, 1_040_000n]));
  expect(stock.every((row) => row.availableUnits === 0)).toBe(true);
});
