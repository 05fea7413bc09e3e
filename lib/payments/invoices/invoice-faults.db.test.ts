import { sql } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createPlatform } from "@/db/testing/context";
import { killAfter } from "@/db/testing/killed";
import { codeOf } from "@/db/testing/refusal";
import type { Context } from "@/lib/context";
import { newId } from "@/lib/ids";
import { stripeClient } from "@/lib/stripe/client";
import { handleStripeEvents } from "../handle-stripe-events";
import { sendDueCalls } from "../send-due-calls";
import { Invoicing } from "../testing/invoicing";
import { Till } from "../testing/till";
import { creditInvoice } from "./credit-invoice";
import { decideCreditNote } from "./decide-credit-note";
import { markInvoicePaid } from "./mark-invoice-paid";
import { planInvoices } from "./plan-invoices";
import { voidInvoice } from "./void-invoice";

let till: Till;
let invoicing: Invoicing;

beforeEach(async () => {
  till = await Till.open();
  till.setEnvironment();
  await till.stripe.admin.change({ paysAtOnce: true });
  invoicing = new Invoicing(till);
  await invoicing.allowCredit();
});
afterEach(async () => {
  await till.stripe.admin.clearFaults();
  expect(await till.findings()).toEqual([]);
  await till.close();
});

const allAtStripe = async () => (await stripeClient().invoices.list({ limit: 100 })).data;
const itemsAtStripe = async () => (await stripeClient().invoiceItems.list({ limit: 100 })).data;

const PATHS = [
  "/v1/customers/.*",
  "/v1/invoices",
  "/v1/invoiceitems",
  "/v1/invoices/.*/finalize",
  "/v1/invoices/.*/send",
];
test.each(
  PATHS.flatMap((path) => (["drop-before", "drop-after", "error-after"] as const).map((kind) => [kind, path] as const)),
)("an answer that fails to come (%s of %s) leaves one invoice with its rows once", async (kind, path) => {
  await invoicing.owe(30_000_000n, 12_340_000n);
  await planInvoices(till.worker());
  await till.stripe.admin.addFaults({ requests: [{ kind, method: "POST", path, count: 2 }] });
  await invoicing.work(2);
  await till.stripe.admin.clearFaults();
  await invoicing.work(4);
  expect(await allAtStripe()).toMatchObject([{ status: "open", total: 4_234 }]);
  expect((await itemsAtStripe()).reduce((sum, { amount }) => sum + amount, 0)).toBe(4_234);
});

const ASKS = {
  "/v1/credit_notes": (invoiceId: string) =>
    creditInvoice(till.desk.ctx, { invoiceId, amount: "50", reason: "Outage", idempotencyKey: newId("req") }),
  "/v1/invoices/.*/void": (invoiceId: string) => voidInvoice(till.desk.ctx, { invoiceId, reason: "Wrong address" }),
  "/v1/invoices/.*/pay": (invoiceId: string) => markInvoicePaid(till.desk.ctx, { invoiceId, reference: "SEPA 4711" }),
};
const WAYS = Object.keys(ASKS) as (keyof typeof ASKS)[];
const LOSSES = ["drop-before", "drop-after", "error-after", "rate-limit"] as const;
test.each(WAYS.flatMap((path) => LOSSES.map((kind) => [kind, path] as const)))(
  "what the desk asks is done once though no answer comes (%s of %s)",
  async (kind, path) => {
    const { id } = await invoicing.open(50_000_000n);
    await till.stripe.admin.addFaults({ requests: [{ kind, method: "POST", path, count: 2 }] });
    await ASKS[path](id);
    await invoicing.work(2);
    await till.stripe.admin.clearFaults();
    await invoicing.work(4);
    await till.deliver();
    const { paidMicros, creditedMicros, voidedMicros } = await invoicing.read(id);
    expect(paidMicros + creditedMicros + voidedMicros).toBe(50_000_000n);
    expect(await invoicing.balance("customer_receivable")).toBe(0n);
  },
);

test("a worker killed before any statement of planning, sending and looking leaves one invoice of each month", async () => {
  const everything = async (ctx: Context) => {
    await planInvoices(ctx);
    await sendDueCalls(ctx);
    await sendDueCalls(ctx);
  };
  let points = 0;
  for (let isOver = false; !isOver; points++) {
    const statementId = await invoicing.owe(5_000_000n);
    isOver = await killAfter(till.database, points + 1, everything);
    await invoicing.passTime();
    await planInvoices(till.worker());
    await invoicing.work(1);
    expect(await invoicing.ofStatement(statementId), `killed before ${points + 1}`).toMatchObject({ state: "open" });
    expect(await allAtStripe(), `killed before ${points + 1}`).toHaveLength(Math.min(points + 1, 100));
  }
  expect(points).toBeGreaterThan(12);
}, 600_000);

test("a payment whose events are handled by a worker killed before any statement is booked once", async () => {
  let points = 0;
  for (let isOver = false; !isOver; points++) {
    const invoice = await invoicing.open(5_000_000n);
    await till.pay(invoice.hostedUrl);
    await till.receive(/^invoice\.paid/);
    isOver = await killAfter(till.database, points + 1, handleStripeEvents);
    await invoicing.passTime();
    await till.handleAll();
    expect(await invoicing.read(invoice.id), `killed before ${points + 1}`).toMatchObject({
      state: "paid",
      paidMicros: 5_000_000n,
    });
    expect(await invoicing.balance("customer_receivable")).toBe(0n);
  }
  expect(points).toBeGreaterThan(15);
}, 600_000);

test("a desk that is killed before any statement of a void books it once when it is asked again", async () => {
  let points = 0;
  for (let isOver = false; !isOver; points++) {
    const invoice = await invoicing.open(1_000_000n);
    const input = { invoiceId: invoice.id, reason: "Wrong address" };
    isOver = await killAfter(till.database, points + 1, (ctx) => voidInvoice(ctx, input), { actor: till.desk.actor });
    await invoicing.passTime();
    await voidInvoice(till.desk.ctx, input).catch(() => undefined);
    await invoicing.work(1);
    expect((await invoicing.read(invoice.id)).state, `killed before ${points + 1}`).toBe("void");
    expect(await invoicing.balance("customer_receivable")).toBe(0n);
  }
  expect(points).toBeGreaterThan(12);
}, 600_000);

test("above the limit a credit note waits for a second person, and never exceeds what is unpaid", async () => {
  const invoice = await invoicing.open(400_000_000n);
  const ask = (amount: string) =>
    creditInvoice(till.desk.ctx, { invoiceId: invoice.id, amount, reason: "Outage", idempotencyKey: newId("req") });
  const { creditNoteId, state } = await ask("300");
  expect(state).toBe("requested");
  expect(await codeOf(ask("100.01"))).toBe("limit_exceeded");
  expect(await codeOf(decideCreditNote(till.desk.ctx, { creditNoteId, decision: "approve" }))).toBe("forbidden");
  const other = await createPlatform(till.database.db);
  await decideCreditNote(other.ctx, { creditNoteId, decision: "approve" });
  expect(await invoicing.read(invoice.id)).toMatchObject({ state: "open", creditedMicros: 300_000_000n });
  const second = await ask("100");
  expect(second.state).toBe("planned");
  expect((await invoicing.read(invoice.id)).state).toBe("paid");
});

test("two who void and credit at once leave what the books and Stripe agree on", async () => {
  const invoice = await invoicing.open(50_000_000n);
  await Promise.allSettled([
    voidInvoice(till.desk.ctx, { invoiceId: invoice.id, reason: "Wrong address" }),
    creditInvoice(till.desk.ctx, {
      invoiceId: invoice.id,
      amount: "20",
      reason: "Outage",
      idempotencyKey: newId("req"),
    }),
    till.pay(invoice.hostedUrl),
  ]);
  await invoicing.work();
  await till.deliver();
  const [at] = await allAtStripe();
  const ours = await invoicing.read(invoice.id);
  expect(ours.state).toBe(at!.status);
  expect(ours.creditedMicros).toBe(BigInt(at!.pre_payment_credit_notes_amount) * 10_000n);
});

test.each([
  ["a payment that is said to be more", "UPDATE invoice_payments SET amount_micros = amount_micros + 10000", 27],
  ["a credit that is said to be less", "UPDATE credit_notes SET amount_micros = amount_micros - 10000", 27],
  [
    "a credit that is booked and said to be refused",
    "UPDATE credit_notes SET state = 'refused', stripe_credit_note_id = NULL",
    27,
  ],
  ["an invoice that is said to be voided", "UPDATE stripe_invoices SET state = 'void', paid_micros = 0", 28],
  [
    "an invoice that is gone",
    "DELETE FROM stripe_calls; DELETE FROM invoice_payments; DELETE FROM credit_notes; DELETE FROM stripe_invoices",
    28,
  ],
  ["a fee that Stripe did not keep", "UPDATE invoice_payments SET fee_micros = fee_micros + 10000", 12],
])("%s breaks the audit", async (_, damage, number) => {
  const invoice = await invoicing.open(50_000_000n);
  await creditInvoice(till.desk.ctx, {
    invoiceId: invoice.id,
    amount: "20",
    reason: "Outage",
    idempotencyKey: newId("req"),
  });
  await till.pay(invoice.hostedUrl);
  await till.deliver(/^invoice\.paid/);
  expect(await till.brokenBy(damage)).toContain(number);
});

test("an event of an invoice that is not ours is kept and nothing else", async () => {
  const customer = await stripeClient().customers.create({ email: "a@b.test" }, { idempotencyKey: newId("req") });
  await stripeClient().invoices.create(
    { customer: customer.id, collection_method: "send_invoice", days_until_due: 3 },
    { idempotencyKey: newId("req") },
  );
  await till.deliver();
  expect(await till.eventStates()).toContainEqual({ type: "invoice.created", state: "unknown" });
  const { rows } = await till.database.db.execute(sql`SELECT 1 FROM stripe_invoices`);
  expect(rows).toHaveLength(0);
});
