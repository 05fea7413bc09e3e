import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { databaseNow } from "@/db/clock";
import { auditEvents, customerDiscounts } from "@/db/schema";
import { createCustomer, createMember, createPlatform, type TestParty } from "@/db/testing/context";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { listDiscounts } from "./discount-queries";
import { endDiscount } from "./end-discount";
import { grantDiscount } from "./grant-discount";
import { listSkus } from "./queries";
import type { GrantDiscountInput } from "./schemas";

const DAY_MS = 86_400_000;
let test: TestDatabase;
let desk: TestParty;
let skuId: string;

beforeAll(async () => {
  test = await createTestDatabase();
  desk = await createPlatform(test.db);
  skuId = (await listSkus(test))[0]!.id;
});
afterAll(() => test.close());

async function inDays(days: number): Promise<Date> {
  return new Date((await databaseNow(test.db)).getTime() + days * DAY_MS);
}

function grantTo(customer: TestParty, change: Partial<GrantDiscountInput> = {}) {
  const { organizationId } = customer;
  return grantDiscount(desk.ctx, { organizationId, percent: "12.5", reason: "Pilot customer", ...change });
}

it("holds from now or a later day until it is ended, and is then followed by another", async () => {
  const customer = await createCustomer(test.db);
  const { discountId } = await grantTo(customer);
  await expect(grantTo(customer, { percent: "5" })).rejects.toMatchObject({
    code: "conflict",
    options: { fields: { skuId: [expect.stringContaining("End that one first")] } },
  });
  await grantTo(customer, { skuId, percent: "5" });
  expect(await endDiscount(desk.ctx, { discountId })).toEqual({ outcome: "ended" });
  await expect(endDiscount(desk.ctx, { discountId })).rejects.toMatchObject({ code: "precondition_failed" });
  const later = await grantTo(customer, { percent: "7", from: await inDays(3) });
  expect((await listDiscounts(desk.ctx, customer.organizationId)).map((row) => [row.discountBps, row.status])).toEqual([
    [500, "current"],
    [700, "announced"],
    [1_250, "past"],
  ]);
  expect(await endDiscount(desk.ctx, later)).toEqual({ outcome: "taken_back" });
  await grantTo(customer, { percent: "8", from: await inDays(2), to: await inDays(5) });
});

it.each([
  ["percent", { percent: "0" }],
  ["percent", { percent: "0.00" }],
  ["percent", { percent: "100" }],
  ["percent", { percent: "-3" }],
  ["percent", { percent: "1e1" }],
  ["percent", { percent: "12.345" }],
  ["skuId", { skuId: "sku_no" }],
])("is refused with a bad %s: %j", async (field, change) => {
  const customer = await createCustomer(test.db);
  await expect(grantTo(customer, change)).rejects.toMatchObject({
    options: { fields: { [field]: [expect.any(String)] } },
  });
  expect(await listDiscounts(desk.ctx, customer.organizationId)).toEqual([]);
});

it("is refused in the past, backwards and for somebody who is no customer", async () => {
  const customer = await createCustomer(test.db);
  await expect(grantTo(customer, { from: await inDays(-0.1) })).rejects.toMatchObject({
    options: { fields: { from: [expect.any(String)] } },
  });
  await expect(grantTo(customer, { from: await inDays(2), to: await inDays(1) })).rejects.toMatchObject({
    options: { fields: { to: [expect.any(String)] } },
  });
  await expect(grantTo(desk)).rejects.toMatchObject({ code: "not_found" });
});

it("is granted once where twelve grant it at once, by owners of the platform alone, with an audit row", async () => {
  const customer = await createCustomer(test.db);
  const granted = await Promise.allSettled(Array.from({ length: 12 }, () => grantTo(customer)));
  expect(granted.filter((one) => one.status === "fulfilled")).toHaveLength(1);
  const clerk = await createMember(test.db, desk);
  const input = { organizationId: customer.organizationId, percent: "5", reason: "Nice people" };
  await expect(grantDiscount(clerk.ctx, input)).rejects.toMatchObject({ code: "forbidden" });
  await expect(grantDiscount(customer.ctx, input)).rejects.toMatchObject({ code: "forbidden" });
  const [row] = await test.db
    .select()
    .from(customerDiscounts)
    .where(eq(customerDiscounts.organizationId, customer.organizationId));
  const audits = await test.db.select().from(auditEvents).where(eq(auditEvents.targetId, row!.id));
  expect(audits.map((audit) => audit.action)).toEqual(["discount.grant"]);
});
