import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createCustomer } from "@/db/testing/context";
import { codeOf } from "@/db/testing/refusal";
import { newId } from "@/lib/ids";
import { Invoicing } from "../testing/invoicing";
import { Till } from "../testing/till";
import { creditInvoice } from "./credit-invoice";
import { findInvoices, getInvoiceTotals, listCreditRequests, listInvoices } from "./queries";
import { voidInvoice } from "./void-invoice";

let till: Till;
let invoicing: Invoicing;

/** One that is paid, one void, one overdue and one open. */
beforeAll(async () => {
  till = await Till.open();
});
beforeEach(() => till.setEnvironment());
afterAll(() => till.close());

const list = (states: string[] = [], q = "") => listInvoices(till.desk.ctx, { limit: 10, offset: 0, states, q });
const statesOf = (page: Awaited<ReturnType<typeof list>>) => page.invoices.map(({ shownState }) => shownState);

test("the desk lists overdue invoices first, filters by what is shown, and finds by name and number", async () => {
  invoicing = new Invoicing(till);
  await invoicing.allowCredit();
  const overdue = await invoicing.open(40_000_000n);
  await till.pay((await invoicing.open(10_000_000n)).hostedUrl);
  await till.deliver();
  const gone = await invoicing.open(20_000_000n);
  await voidInvoice(till.desk.ctx, { invoiceId: gone.id, reason: "Wrong address" });
  await invoicing.open(30_000_000n);
  await till.database.db.execute(
    `UPDATE stripe_invoices SET due_at = now() - interval '1 hour' WHERE id = '${overdue.id}'`,
  );
  const all = await list();
  expect(statesOf(all)).toEqual(["overdue", "open", "void", "paid"]);
  expect(all.total).toBe(4);
  expect(all.invoices.map((one) => one.unpaidMicros)).toEqual([40_000_000n, 50_000_000n, 0n, 0n]);
  expect(statesOf(await list(["overdue"]))).toEqual(["overdue"]);
  expect(statesOf(await list(["open"]))).toEqual(["open"]);
  expect(statesOf(await list(["paid", "overdue"]))).toEqual(["overdue", "paid"]);
  expect((await list([], all.invoices[1]!.number.toLowerCase())).invoices).toMatchObject([{ id: all.invoices[1]!.id }]);
  expect((await list([], "50%")).total).toBe(0);
  expect(await getInvoiceTotals(till.desk.ctx)).toEqual([
    { currency: "USD", open: 2, overdue: 1, unpaidMicros: 90_000_000n, overdueMicros: 40_000_000n },
  ]);
});

test("what waits for a second person is listed with who asked for it", async () => {
  const big = await invoicing.open(300_000_000n);
  const input = { invoiceId: big.id, amount: "200", reason: "Outage", idempotencyKey: newId("req") };
  await creditInvoice(till.desk.ctx, input);
  const [waiting] = await listCreditRequests(till.desk.ctx);
  expect(waiting).toMatchObject({ note: { amountMicros: 200_000_000n }, requestedBy: expect.stringContaining("@") });
});

test("a customer sees their own invoices alone, and the desk's lists are the desk's", async () => {
  const { invoices } = await list();
  const ids = invoices.map(({ statementId }) => statementId);
  expect(await findInvoices(till.customer.ctx, ids)).toHaveLength(ids.length);
  expect(await findInvoices(till.desk.ctx, ids)).toHaveLength(ids.length);
  expect(await findInvoices((await createCustomer(till.database.db)).ctx, ids)).toEqual([]);
  const ask = { limit: 10, offset: 0, states: [], q: "" };
  expect(await codeOf(listInvoices(till.customer.ctx, ask))).toBe("forbidden");
  expect(await codeOf(getInvoiceTotals(till.customer.ctx))).toBe("forbidden");
  expect(await codeOf(listCreditRequests(till.customer.ctx))).toBe("forbidden");
  expect(await till.findings()).toEqual([]);
});
