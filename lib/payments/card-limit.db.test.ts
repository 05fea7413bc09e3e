import { sql } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { codeOf } from "@/db/testing/refusal";
import { freezeLaunches } from "@/lib/identity/freeze-launches";
import { newId } from "@/lib/ids";
import { creditCustomer } from "@/lib/ledger/credit-customer";
import { runAutoTopUps } from "./run-auto-top-ups";
import { setAutoTopUp } from "./set-auto-top-up";
import { payFor } from "./testing/disputed";
import { Till } from "./testing/till";

let till: Till;

beforeEach(async () => {
  till = await Till.open();
  till.setEnvironment();
});
afterEach(async () => {
  expect(await till.findings()).toEqual([]);
  await till.close();
});

const notices = async () =>
  (await till.database.db.execute(sql`SELECT key FROM notices WHERE key LIKE 'auto_top_up%' AND resolved_at IS NULL`))
    .rows;

test("a new customer pays at most 2,500 a day by card, pages that are open counted, and is told how that grows", async () => {
  await till.start("2000");
  const refused = till.start("500.01").catch((error: Error) => error.message);
  expect(await refused).toContain("At most $2,500.00 can be paid by card in 24 hours; $2,000.00 was paid or begun.");
  expect(await codeOf(till.start("600"))).toBe("limit_exceeded");
  await till.start("500");
  expect(await codeOf(till.start("5"))).toBe("limit_exceeded");
  await till.database.db.execute(sql`UPDATE top_ups SET created_at = created_at - interval '24 hours'`);
  await till.start("2500");
});

test("of payments begun at once, those win that fit into the day together", async () => {
  const tried = await Promise.allSettled(Array.from({ length: 5 }, () => till.start("1000")));
  expect(tried.filter(({ status }) => status === "fulfilled")).toHaveLength(2);
});

test("money that came by bank raises what may be paid by card", async () => {
  const { organizationId } = till.customer;
  const credit = { organizationId, amountMicros: 500_000_000n, currency: "USD", reference: "Transfer" } as const;
  await creditCustomer(till.desk.ctx, { ...credit, idempotencyKey: newId("req") });
  await till.start("5000");
  expect(await codeOf(till.start("5"))).toBe("limit_exceeded");
});

test("an automatic top-up waits where the day's limit is reached, and where launches are frozen", async () => {
  await payFor(till, "20");
  await setAutoTopUp(till.customer.ctx, { threshold: "2000", amount: "1000", monthlyCap: "9000" });
  await till.start("1400");
  expect(await runAutoTopUps(till.worker())).toBe(0);
  expect(await notices()).toEqual([{ key: "auto_top_up.day" }]);
  await till.database.db.execute(sql`UPDATE top_ups SET created_at = created_at - interval '24 hours'`);
  await till.database.db.execute(sql`UPDATE auto_top_ups SET next_attempt_at = now() - interval '1 s'`);
  const { organizationId } = till.customer;
  const freeze = { organizationId, reason: "We could not reach you.", idempotencyKey: newId("req") };
  await freezeLaunches(till.desk.ctx, freeze);
  expect(await runAutoTopUps(till.worker())).toBe(0);
  await till.database.db.execute(sql`UPDATE launch_freezes SET lifted_at = now(), lift_reason = 'They called'`);
  await till.database.db.execute(sql`UPDATE auto_top_ups SET next_attempt_at = now() - interval '1 s'`);
  expect(await runAutoTopUps(till.worker())).toBe(1);
  expect(await notices()).toEqual([]);
});
