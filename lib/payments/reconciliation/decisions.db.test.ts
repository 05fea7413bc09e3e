import { afterEach, beforeEach, expect, test } from "vitest";
import { createPlatform } from "@/db/testing/context";
import { codeOf } from "@/db/testing/refusal";
import { Reconciling } from "../testing/reconciling";
import { Till } from "../testing/till";
import { acceptDifference } from "./accept-difference";
import { bookDifference } from "./book-difference";
import { lookAgain } from "./look-again";
import { listDifferences } from "./queries";

let till: Till;
let books: Reconciling;
beforeEach(async () => {
  till = await Till.open();
  till.setEnvironment();
  await till.stripe.admin.change({ paysAtOnce: true });
  books = new Reconciling(till);
});
afterEach(async () => {
  await till.stripe.admin.clearFaults();
  expect(await till.findings()).toEqual([]);
  await till.close();
});

test("a payment that we never asked for is listed, and booked where a person says or accepted with a reason", async () => {
  await books.strayPayment(1_000);
  await books.strayPayment(2_000);
  await books.passDays();
  await books.run();
  const [one, other] = await books.open();
  expect((await lookAgain(till.desk.ctx, { differenceId: one!.id })).isGone).toBe(false);
  const reason = "Paid by a partner for another product";
  await bookDifference(till.desk.ctx, { differenceId: one!.id, account: "bank", reason });
  await acceptDifference(till.desk.ctx, { differenceId: other!.id, reason });
  expect(await books.open()).toEqual([]);
  await books.run();
  expect(await books.open()).toEqual([]);
  expect(await codeOf(bookDifference(till.desk.ctx, { differenceId: one!.id, account: "bank", reason }))).toBe(
    "precondition_failed",
  );
  const { differences } = await listDifferences(till.desk.ctx, { limit: 10, offset: 0, states: [] });
  expect(differences.map(({ difference }) => difference.state).sort()).toEqual(["accepted", "resolved"]);
});

test("above the limit one person proposes and another books the same", async () => {
  await books.strayPayment(50_000);
  await books.passDays();
  await books.run();
  const [one] = await books.open();
  const input = { differenceId: one!.id, account: "bank", reason: "Paid by a partner" } as const;
  const other = await createPlatform(till.database.db);
  expect(await bookDifference(till.desk.ctx, input)).toEqual({ state: "proposed" });
  expect(await bookDifference(till.desk.ctx, input)).toEqual({ state: "proposed" });
  await books.run();
  expect(await bookDifference(other.ctx, { ...input, account: "bad_debt" })).toEqual({ state: "proposed" });
  expect(await books.open()).toMatchObject([{ proposedAccount: "bad_debt", proposedBy: other.actor.userId }]);
  expect(await bookDifference(till.desk.ctx, { ...input, account: "bad_debt" })).toEqual({ state: "booked" });
  expect(await books.open()).toEqual([]);
});

test("what is accepted is open again when a side changes", async () => {
  await books.strayPayment(1_000);
  await books.passDays();
  await books.run();
  const [one] = await books.open();
  await acceptDifference(till.desk.ctx, { differenceId: one!.id, reason: "Explained by the bank" });
  await books.book("reconciliation", 1_000_000n, one!.subject);
  await books.run();
  expect(await books.open()).toMatchObject([
    { id: one!.id, kind: "amount_differs", booksMicros: 1_000_000n, reason: null },
  ]);
  await bookDifference(till.desk.ctx, {
    differenceId: one!.id,
    account: "rounding",
    reason: "The rest of it, by hand",
  });
  expect(await books.open()).toEqual([]);
});
