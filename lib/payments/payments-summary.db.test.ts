import { afterAll, beforeAll, expect, test } from "vitest";
import { stripeCalls, stripeEvents, topUps } from "@/db/schema";
import { installTestClock } from "@/db/testing/clock";
import { createCustomer, createPlatform, type TestParty } from "@/db/testing/context";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { newId } from "@/lib/ids";
import { getPaymentsSummary } from "./queries";
import type { StripeCall, StripeEvent } from "./types";

const now = new Date("2026-11-28T00:30:00Z");
const yesterday = new Date("2026-11-27T23:59:59.999Z");

let database: TestDatabase;
let desk: TestParty;
let customer: TestParty;

beforeAll(async () => {
  database = await createTestDatabase();
  await installTestClock(database.db, now);
  desk = await createPlatform(database.db);
  customer = await createCustomer(database.db);
});
afterAll(() => database.close());

async function insertPaid(amountMicros: bigint, currency: "USD" | "CNY", paidAt: Date): Promise<void> {
  const { organizationId } = customer;
  const times = { createdAt: yesterday, paidAt, endedAt: paidAt, lookAgainAt: paidAt };
  const id = newId("top");
  await database.db
    .insert(topUps)
    .values({ id, organizationId, idempotencyKey: id, currency, amountMicros, state: "paid", ...times });
}

async function insertEvent(state: StripeEvent["state"]): Promise<void> {
  const handledAt = state === "handled" || state === "unknown" ? now : null;
  const times = { createdAt: now, receivedAt: now, nextAttemptAt: now, handledAt };
  await database.db
    .insert(stripeEvents)
    .values({ id: newId("evt"), type: "charge.updated", livemode: false, payload: {}, state, ...times });
}

async function insertCall(state: StripeCall["state"]): Promise<void> {
  const times = { createdAt: now, nextAttemptAt: now };
  await database.db
    .insert(stripeCalls)
    .values({ id: newId("scl"), kind: "checkout", subjectId: newId("top"), state, ...times });
}

test("the desk counts what waits, what needs a person, and what was paid since midnight UTC by currency", async () => {
  await insertPaid(25_000_000n, "USD", now);
  await insertPaid(5_500_000n, "USD", new Date("2026-11-28T00:00:00Z"));
  await insertPaid(100_000_000n, "USD", yesterday);
  await insertPaid(200_000_000n, "CNY", now);
  for (const state of ["received", "received", "handled", "unknown", "failed"] as const) await insertEvent(state);
  for (const state of ["planned", "sending", "done", "refused", "stuck"] as const) await insertCall(state);
  expect(await getPaymentsSummary(desk.ctx)).toEqual({
    eventsWaiting: 2,
    eventsFailed: 1,
    callsWaiting: 2,
    callsStuck: 1,
    paidToday: [
      { currency: "CNY", payments: 1, amountMicros: 200_000_000n },
      { currency: "USD", payments: 2, amountMicros: 30_500_000n },
    ],
  });
});

test("the summary is the desk's alone", async () => {
  await expect(getPaymentsSummary(customer.ctx)).rejects.toMatchObject({ code: "forbidden" });
});
