import { afterAll, beforeAll, expect, test } from "vitest";
import { createCustomer, createOperator, createPlatform, type TestParty } from "@/db/testing/context";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { type CreditCustomerInput, creditCustomer } from "./credit-customer";
import { findPrepaidBalance } from "./queries";

let database: TestDatabase;
let desk: TestParty;
let customer: TestParty;

beforeAll(async () => {
  database = await createTestDatabase();
  desk = await createPlatform(database.db);
  customer = await createCustomer(database.db);
});
afterAll(() => database.close());

const input = (change: Partial<CreditCustomerInput> = {}): CreditCustomerInput => ({
  organizationId: customer.organizationId,
  amountMicros: 25_000_000n,
  currency: "USD",
  reference: "Transfer 4711",
  idempotencyKey: "the-first-credit",
  ...change,
});
const balance = async () => (await findPrepaidBalance(database.db, customer.organizationId, "USD")).balanceMicros;

test("a credit that is sent several times, even at once, is booked once", async () => {
  const booked = await Promise.all([1, 2, 3].map(() => creditCustomer(desk.ctx, input())));
  expect(new Set(booked.map((one) => one.transactionId)).size).toBe(1);
  expect(await balance()).toBe(25_000_000n);
});

test("the key of one credit is refused for another amount or currency", async () => {
  await creditCustomer(desk.ctx, input());
  for (const change of [{ amountMicros: 1n }, { currency: "CNY" as const }])
    await expect(creditCustomer(desk.ctx, input(change))).rejects.toMatchObject({ code: "conflict" });
  expect(await balance()).toBe(25_000_000n);
});

test("nothing is credited to an operator, by a customer, or below zero", async () => {
  const operator = await createOperator(database.db);
  const key = { idempotencyKey: "another-credit" };
  const toOperator = creditCustomer(desk.ctx, input({ ...key, organizationId: operator.organizationId }));
  await expect(toOperator).rejects.toMatchObject({ code: "not_found" });
  await expect(creditCustomer(customer.ctx, input(key))).rejects.toMatchObject({ code: "forbidden" });
  await expect(creditCustomer(desk.ctx, input({ ...key, amountMicros: -1n }))).rejects.toMatchObject({
    code: "invalid_input",
  });
  expect(await balance()).toBe(25_000_000n);
});
