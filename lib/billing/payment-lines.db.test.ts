import { afterAll, beforeAll, expect, test } from "vitest";
import { createCustomer } from "@/db/testing/context";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { lockPrepaidAccount, openAccount } from "@/lib/ledger/accounts";
import { postTransaction } from "@/lib/ledger/post-transactions";
import { otherLines } from "./other-lines";

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

test("a payment by card is a top-up on the statement, and names the card", async () => {
  const { organizationId } = await createCustomer(database.db);
  const accountNumber = await database.db.transaction(async (tx) => {
    const prepaid = await lockPrepaidAccount(tx, organizationId, "USD");
    const clearing = await openAccount(tx, { kind: "stripe_clearing", organizationId: null, currency: "USD" });
    await postTransaction(tx, {
      kind: "top_up",
      ref: "top_1",
      memo: "visa 4242",
      effectiveAt: new Date("2026-11-03T10:00:00Z"),
      entries: [
        { accountNumber: clearing.accountNumber, currency: "USD", amountMicros: -25_000_000n },
        { accountNumber: prepaid.accountNumber, currency: "USD", amountMicros: 25_000_000n },
      ],
    });
    return prepaid.accountNumber;
  });
  const span = { accountNumber, currency: "USD", previous: null, month: "2026-11-01", highWater: 1_000_000n } as const;
  expect(await otherLines(database.db, span, "retail")).toMatchObject([
    { type: "top_up", description: "Payment received: visa 4242", amountMicros: 25_000_000n },
  ]);
});
