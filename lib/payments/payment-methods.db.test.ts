import { eq, sql } from "drizzle-orm";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { autoTopUps, mails, notices, stripeCalls, stripeCustomers } from "@/db/schema";
import { createCustomer, createMember } from "@/db/testing/context";
import { codeOf } from "@/db/testing/refusal";
import { newId } from "@/lib/ids";
import { stripeClient } from "@/lib/stripe/client";
import { convergeCustomer } from "./converge-customer";
import { openBillingPortal } from "./open-billing-portal";
import { findPaymentTrouble, getPaymentMethods } from "./payment-method-queries";
import { runAutoTopUps } from "./run-auto-top-ups";
import { sendDueCalls } from "./send-due-calls";
import { setAutoTopUp, turnOffAutoTopUp } from "./set-auto-top-up";
import { Till } from "./testing/till";

const MASTERCARD = "5555555555554444";
/** Can be saved, and is declined when it is charged. */
const DECLINED_LATER = "4000000000000341";

let till: Till;

beforeEach(async () => {
  till = await Till.open();
  till.setEnvironment();
});
afterEach(async () => {
  expect(await till.findings()).toEqual([]);
  await till.close();
});

const known = async () => (await till.database.db.select().from(stripeCustomers))[0]!;
const setting = async () => (await till.database.db.select().from(autoTopUps))[0]!;
const mailsOf = (template: string) => till.database.db.select().from(mails).where(eq(mails.template, template));
const openNotices = async () =>
  (await till.database.db.select().from(notices).where(sql`resolved_at IS NULL`)).map(({ key }) => key);

/** As a person does it on Stripe's page, with everything that follows from it. */
async function onPortal(fields: Record<string, string>): Promise<Response> {
  const { url } = await openBillingPortal(till.customer.ctx, {});
  const answer = await fetch(url, { method: "POST", body: new URLSearchParams(fields), redirect: "manual" });
  await till.deliver();
  return answer;
}

async function paid(amount = "20", card?: string): Promise<void> {
  await till.pay((await till.start(amount)).checkoutUrl, card);
  await till.deliver();
  const { paymentMethodLabel } = await known();
  await sendDueCalls(till.worker());
  await till.deliver();
  expect((await known()).paymentMethodLabel, "not another in between").toBe(paymentMethodLabel);
}

test("a card is added on Stripe's page before anything was paid, and is the one that automatic top-ups charge", async () => {
  expect(await getPaymentMethods(till.customer.ctx)).toEqual({ card: null, cards: [], details: null });
  const { url } = await openBillingPortal(till.customer.ctx, {});
  const page = await (await fetch(url)).text();
  expect(page).toContain("Billing portal");
  expect(page).toContain("https://openhall.test/billing");
  await onPortal({ card: MASTERCARD });
  expect(await getPaymentMethods(till.customer.ctx)).toMatchObject({
    card: "mastercard 4444",
    cards: [{ label: "mastercard 4444", isCharged: true, expires: expect.stringMatching(/^\d{4}-\d\d$/) }],
  });
  await setAutoTopUp(till.customer.ctx, { threshold: "15", amount: "30", monthlyCap: "100" });
  expect(await runAutoTopUps(till.worker())).toBe(1);
  expect(await till.balance("customer_prepaid")).toBe(30_000_000n);
});

test("the way to add a card leads back to billing by itself", async () => {
  const { url } = await openBillingPortal(till.customer.ctx, { purpose: "card" });
  const answer = await fetch(url, {
    method: "POST",
    body: new URLSearchParams({ card: MASTERCARD }),
    redirect: "manual",
  });
  expect(answer.headers.get("location")).toBe("https://openhall.test/billing");
});

test("the card of the latest payment is the default at Stripe too, and another one chosen there is charged from then on", async () => {
  await paid("20");
  const first = await known();
  const customer = await stripeClient().customers.retrieve(first.stripeCustomerId!);
  expect(customer).toMatchObject({ invoice_settings: { default_payment_method: first.paymentMethodId } });
  await onPortal({ card: MASTERCARD });
  expect((await known()).paymentMethodLabel).toBe("mastercard 4444");
  expect((await getPaymentMethods(till.customer.ctx)).cards).toHaveLength(2);
  await onPortal({ method: first.paymentMethodId!, action: "default" });
  expect((await known()).paymentMethodLabel).toBe("visa 4242");
  await paid("20", MASTERCARD);
  expect((await known()).paymentMethodLabel).toBe("mastercard 4444");
  const calls = await till.database.db.select().from(stripeCalls).where(eq(stripeCalls.kind, "default_card"));
  expect(calls.map(({ state }) => state)).toEqual(["done", "done"]);
});

test("a removed card stops the automatic top-up with its reason, its notice and one mail; a new one and a save begin anew", async () => {
  await paid("20");
  await setAutoTopUp(till.customer.ctx, { threshold: "25", amount: "30", monthlyCap: "100" });
  await onPortal({ method: (await known()).paymentMethodId!, action: "remove" });
  expect(await known()).toMatchObject({ paymentMethodId: null, paymentMethodLabel: null });
  expect((await setting()).stoppedReason).toContain("visa 4242");
  expect(await openNotices()).toEqual(["auto_top_up.failed"]);
  await till.deliver();
  expect((await mailsOf("auto-top-up-failed")).map(({ props }) => props.cause)).toEqual(["card_removed"]);
  expect(await findPaymentTrouble(till.customer.ctx)).toMatchObject({ title: "The automatic top-up has stopped" });
  expect(await runAutoTopUps(till.worker())).toBe(0);
  await onPortal({ card: MASTERCARD });
  await setAutoTopUp(till.customer.ctx, { threshold: "25", amount: "30", monthlyCap: "100" });
  expect(await runAutoTopUps(till.worker())).toBe(1);
  expect(await till.balance("customer_prepaid")).toBe(50_000_000n);
  expect(await findPaymentTrouble(till.customer.ctx)).toBeNull();
});

test("a declined charge is a banner with what to pay and a mail to its owners; a card that works settles it", async () => {
  await paid("20");
  await onPortal({ card: DECLINED_LATER });
  const member = await createMember(till.database.db, till.customer);
  await setAutoTopUp(till.customer.ctx, { threshold: "25", amount: "30", monthlyCap: "100" });
  expect(await runAutoTopUps(till.worker())).toBe(1);
  const trouble = await findPaymentTrouble(member.ctx);
  expect(trouble).toMatchObject({ title: "The automatic top-up did not go through", payMicros: 30_000_000n });
  expect(trouble!.reason).toContain("It is tried again at");
  const told = await mailsOf("auto-top-up-failed");
  expect(told.map(({ toAddress }) => toAddress)).toEqual([till.customer.email]);
  expect(told[0]!.props).toMatchObject({
    amount: "$30.00",
    method: "visa 0341",
    cause: "declined",
    href: "/billing?pay=30",
  });
  expect(told[0]!.props.nextAttemptAt).not.toBeNull();
  expect(await openNotices()).toEqual(["auto_top_up.failed"]);
  await paid("30");
  expect(await findPaymentTrouble(member.ctx)).toBeNull();
  await till.database.db.update(autoTopUps).set({ stoppedReason: "Your card was declined." });
  expect(await findPaymentTrouble(member.ctx)).toMatchObject({ payMicros: null });
  await turnOffAutoTopUp(till.customer.ctx);
  expect(await findPaymentTrouble(member.ctx)).toBeNull();
  expect(await openNotices()).toEqual([]);
});

test("each payment is one receipt to the owners, however often its events come", async () => {
  await paid("25");
  await till.deliver();
  const member = await createMember(till.database.db, till.customer);
  const receipts = await mailsOf("receipt");
  expect(receipts.map(({ toAddress }) => toAddress)).toEqual([till.customer.email]);
  expect(receipts[0]!.toAddress).not.toBe(member.email);
  expect(receipts[0]!.props).toMatchObject({ amount: "$25.00", method: "visa 4242", isAutomatic: false });
  expect(String(receipts[0]!.props.receiptUrl)).toMatch(/^http/);
});

test("name, address and tax ids that are kept at Stripe are shown, and are this customer's alone", async () => {
  await paid("20");
  const { stripeCustomerId } = await known();
  const address = { line1: "Elm Street 1", postal_code: "10115", city: "Berlin", country: "DE" };
  await stripeClient().customers.update(
    stripeCustomerId!,
    { name: "Elm GmbH", address },
    { idempotencyKey: newId("req") },
  );
  await stripeClient().customers.createTaxId(
    stripeCustomerId!,
    { type: "eu_vat", value: "DE123456789" },
    { idempotencyKey: newId("req") },
  );
  await till.deliver();
  expect((await getPaymentMethods(till.customer.ctx)).details).toMatchObject({
    name: "Elm GmbH",
    address: ["Elm Street 1", "10115 Berlin", "DE"],
    taxIds: [{ type: "eu_vat", value: "DE123456789" }],
  });
  const stranger = await createCustomer(till.database.db);
  expect(await getPaymentMethods(stranger.ctx)).toEqual({ card: null, cards: [], details: null });
  expect(await findPaymentTrouble(stranger.ctx)).toBeNull();
});

test("a customer of nobody here is not ours, and an older look writes nothing over a newer", async () => {
  expect(await convergeCustomer(till.worker(), "cus_nobody")).toBe(false);
  expect(await convergeCustomer(till.worker(), null)).toBe(false);
  await paid("20");
  await till.database.db.execute(sql`UPDATE stripe_customers SET looked_at = now() + interval '1 h', details = NULL`);
  await convergeCustomer(till.worker(), (await known()).stripeCustomerId);
  expect((await known()).details).toBeNull();
});

test("one's own payment that failed is a banner until another is begun, or a week has passed", async () => {
  const begun = await till.start("12");
  const fail = (createdAt: string) =>
    till.database.db.execute(
      sql`UPDATE top_ups SET state = 'failed', failure = 'Refused by the bank.', ended_at = now(), created_at = ${createdAt}::timestamptz WHERE id = ${begun.topUpId}`,
    );
  expect(await findPaymentTrouble(till.customer.ctx)).toBeNull();
  await fail(new Date(Date.now() - 8 * 86_400_000).toISOString());
  expect(await findPaymentTrouble(till.customer.ctx)).toBeNull();
  await fail(new Date(Date.now() - 60_000).toISOString());
  const failed = { title: "Your latest payment failed", reason: "Refused by the bank.", payMicros: 12_000_000n };
  expect(await findPaymentTrouble(till.customer.ctx)).toMatchObject(failed);
  await till.start("13");
  expect(await findPaymentTrouble(till.customer.ctx)).toBeNull();
});

test("the portal is for owners, and says in words when it cannot be opened", async () => {
  const member = await createMember(till.database.db, till.customer);
  expect(await codeOf(openBillingPortal(member.ctx, {}))).toBe("forbidden");
  expect(await codeOf(openBillingPortal(till.desk.ctx, {}))).toBe("forbidden");
  await openBillingPortal(till.customer.ctx, {});
  await till.stripe.admin.addFaults({
    requests: [{ kind: "rate-limit", path: "/v1/billing_portal/sessions", count: 1 }],
  });
  await expect(openBillingPortal({ ...till.customer.ctx, requestId: "req_2" }, {})).rejects.toMatchObject({
    code: "unavailable",
    message: expect.stringContaining("try again"),
  });
  vi.stubEnv("STRIPE_SECRET_KEY", "");
  expect(await codeOf(openBillingPortal(till.customer.ctx, {}))).toBe("unavailable");
  till.setEnvironment();
});
