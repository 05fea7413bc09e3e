import { sql } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { stripeInvoices } from "@/db/schema";
import { codeOf } from "@/db/testing/refusal";
import { newId } from "@/lib/ids";
import { stripeClient } from "@/lib/stripe/client";
import { Invoicing } from "../testing/invoicing";
import { GOOD_CARD, Till } from "../testing/till";
import { creditInvoice } from "./credit-invoice";
import { markInvoicePaid } from "./mark-invoice-paid";
import { planInvoices } from "./plan-invoices";
import { resendInvoice } from "./resend-invoice";
import { retryInvoice } from "./retry-invoice";
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

test("a month's invoice asks at Stripe for what the statement does, under its number, and is sent to the owner", async () => {
  const invoice = await invoicing.open(90_054_999n, 10_000_001n);
  expect(invoice).toMatchObject({ state: "open", amountMicros: 100_050_000n, daysUntilDue: 30 });
  const [at] = await allAtStripe();
  expect(at).toMatchObject({
    total: 10_005,
    status: "open",
    collection_method: "send_invoice",
    id: invoice.stripeInvoiceId,
  });
  expect(at!.metadata).toMatchObject({ invoice_id: invoice.id, number: expect.stringMatching(/^INV-\d{4}-000001$/) });
  expect(at!.customer_email).toContain("@");
  expect(invoice.hostedUrl).toBe(at!.hosted_invoice_url);
  expect(invoice.dueAt!.getTime()).toBe(at!.due_date! * 1_000);
  const events = await till.events();
  expect(events.filter(({ type }) => type === "invoice.sent")).toHaveLength(1);
});

test("one invoice is made of a statement whoever plans it again, and none where nothing is due", async () => {
  await invoicing.owe(5_000_000n);
  const counts = await Promise.all([1, 2, 3].map(() => planInvoices(till.worker())));
  expect(counts.reduce((sum, one) => sum + one, 0)).toBe(1);
  await invoicing.work();
  expect(await planInvoices(till.worker())).toBe(0);
  expect(await allAtStripe()).toHaveLength(1);
});

test("paid on its page, it is booked once with its fee, whatever events come, twice and in whatever order", async () => {
  const invoice = await invoicing.open(50_000_000n);
  expect(await invoicing.balance("customer_receivable")).toBe(-50_000_000n);
  await till.pay(invoice.hostedUrl, GOOD_CARD);
  await till.deliver(/^invoice\.paid/);
  await till.deliver();
  await invoicing.work();
  expect(await invoicing.read(invoice.id)).toMatchObject({ state: "paid", paidMicros: 50_000_000n });
  expect(await invoicing.balance("customer_receivable")).toBe(0n);
  expect(await invoicing.balance("stripe_fees")).toBe(-1_750_000n);
  expect(await invoicing.balance("stripe_clearing")).toBe(-48_250_000n);
  expect(
    (await till.eventStates()).filter(({ type, state }) => type.startsWith("invoice.") && state !== "handled"),
  ).toEqual([]);
});

test("events that never come are made up for, and a fee that Stripe books later is booked then", async () => {
  const invoice = await invoicing.open(50_000_000n);
  await till.stripe.admin.change({ booksLate: true });
  await till.pay(invoice.hostedUrl, GOOD_CARD);
  await invoicing.work(1);
  expect((await invoicing.read(invoice.id)).state).toBe("paid");
  expect(await invoicing.balance("stripe_fees")).toBe(0n);
  await till.stripe.admin.change({ booksLate: false });
  await till.stripe.admin.advance(60);
  await invoicing.work();
  expect(await invoicing.balance("stripe_fees")).toBe(-1_750_000n);
});

test("voided, what was unpaid is on the balance again and in the next invoice", async () => {
  const invoice = await invoicing.open(50_000_000n);
  await voidInvoice(till.desk.ctx, { invoiceId: invoice.id, reason: "Wrong address" });
  expect(await invoicing.read(invoice.id)).toMatchObject({ state: "void", voidedMicros: 50_000_000n });
  expect(await till.balance("customer_prepaid")).toBe(-50_000_000n);
  expect(await invoicing.balance("customer_receivable")).toBe(0n);
  await till.deliver();
  const next = await invoicing.open(7_000_000n);
  expect(next.amountMicros).toBe(57_000_000n);
  const { rows } = await till.database.db.execute(
    sql`SELECT 1 FROM statement_lines WHERE statement_id = ${next.statementId} AND description LIKE 'Invoice voided%'`,
  );
  expect(rows).toHaveLength(1);
  expect(await codeOf(voidInvoice(till.desk.ctx, { invoiceId: invoice.id, reason: "Again" }))).toBe(
    "precondition_failed",
  );
});

test("paid by a bank transfer, the bank has what was left of it", async () => {
  const invoice = await invoicing.open(50_000_000n);
  await creditInvoice(till.desk.ctx, {
    invoiceId: invoice.id,
    amount: "10",
    reason: "Outage",
    idempotencyKey: newId("req"),
  });
  await markInvoicePaid(till.desk.ctx, { invoiceId: invoice.id, reference: "SEPA 4711" });
  expect(await invoicing.read(invoice.id)).toMatchObject({
    state: "paid",
    paidMicros: 40_000_000n,
    creditedMicros: 10_000_000n,
  });
  expect(await invoicing.balance("bank")).toBe(-40_000_000n);
  expect(await invoicing.balance("stripe_clearing")).toBe(0n);
  await till.deliver();
  expect(await invoicing.balance("bank")).toBe(-40_000_000n);
});

test("an invoice that is credited whole is settled without a payment", async () => {
  const invoice = await invoicing.open(50_000_000n);
  const credit = { invoiceId: invoice.id, amount: "50", reason: "Goodwill", idempotencyKey: newId("req") };
  await Promise.all([creditInvoice(till.desk.ctx, credit), creditInvoice(till.desk.ctx, credit)]);
  await invoicing.work();
  await till.deliver();
  expect(await invoicing.notes()).toMatchObject([{ state: "issued", amountMicros: 50_000_000n }]);
  expect(await invoicing.read(invoice.id)).toMatchObject({
    state: "paid",
    paidMicros: 0n,
    creditedMicros: 50_000_000n,
  });
  expect(await invoicing.balance("platform_revenue")).toBe(0n);
});

test("a credit note that somebody writes at Stripe is booked as one of ours is", async () => {
  const invoice = await invoicing.open(50_000_000n);
  await stripeClient().creditNotes.create(
    { invoice: invoice.stripeInvoiceId!, amount: 1_500, memo: "By phone" },
    { idempotencyKey: newId("req") },
  );
  await till.deliver(/^credit_note/);
  expect(await invoicing.read(invoice.id)).toMatchObject({ state: "open", creditedMicros: 15_000_000n });
  await till.deliver();
  expect(await invoicing.balance("customer_receivable")).toBe(-35_000_000n);
});

test("what is past its day is said to customer and desk until it is paid", async () => {
  const statementId = await invoicing.owe(50_000_000n);
  await planInvoices(till.worker());
  await till.database.db.update(stripeInvoices).set({ daysUntilDue: 0 });
  await invoicing.work();
  const told = async () =>
    (
      await till.database.db.execute<{ organization_id: string | null }>(
        sql`SELECT organization_id FROM notices WHERE key LIKE 'invoice.overdue%' AND ended_at IS NULL`,
      )
    ).rows.map((row) => row.organization_id);
  expect(new Set(await told())).toEqual(new Set([till.customer.organizationId, null]));
  const invoice = await invoicing.ofStatement(statementId);
  await till.pay(invoice.hostedUrl);
  await till.deliver();
  expect(await told()).toEqual([]);
});

test("what Stripe refuses waits for the desk, which asks again when the reason is gone", async () => {
  const first = await invoicing.open(5_000_000n);
  await till.database.db.execute(sql`UPDATE stripe_customers SET stripe_customer_id = stripe_customer_id || '_gone'`);
  const invoice = await invoicing.open(50_000_000n);
  expect(invoice).toMatchObject({ state: "refused", failure: expect.stringContaining("No such customer") });
  await till.database.db.execute(
    sql`UPDATE stripe_customers SET stripe_customer_id = replace(stripe_customer_id, '_gone', '')`,
  );
  await retryInvoice(till.desk.ctx, { invoiceId: invoice.id });
  await invoicing.work();
  expect((await invoicing.read(invoice.id)).state).toBe("open");
  expect(await allAtStripe()).toHaveLength(2);
  expect(await codeOf(retryInvoice(till.desk.ctx, { invoiceId: first.id }))).toBe("precondition_failed");
});

test("it is the desk's owner's alone, and a mail more is a mail more", async () => {
  const invoice = await invoicing.open(50_000_000n);
  const input = { invoiceId: invoice.id, reason: "Mine", reference: "Mine", amount: "1", idempotencyKey: newId("req") };
  for (const verb of [voidInvoice, markInvoicePaid, creditInvoice, resendInvoice, retryInvoice])
    expect(await codeOf(verb(till.customer.ctx, input))).toBe("forbidden");
  await resendInvoice(till.desk.ctx, input);
  expect((await till.events()).filter(({ type }) => type === "invoice.sent")).toHaveLength(2);
  for (const amount of ["0", "x", "0.001", "50.01"])
    expect(await codeOf(creditInvoice(till.desk.ctx, { ...input, amount }))).toMatch(
      /^(invalid_input|limit_exceeded)$/,
    );
});
