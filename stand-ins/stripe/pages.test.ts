import type Stripe from "stripe";
import { describe, expect, it } from "vitest";
import { charge, openMarket, payingCustomer } from "./testing/market";

const market = openMarket();

const post = (url: string, fields: Record<string, string>) =>
  fetch(url, { method: "POST", body: new URLSearchParams(fields), redirect: "manual" });
const read = async (url: string) => {
  const response = await fetch(url, { redirect: "manual" });
  return { status: response.status, location: response.headers.get("location"), text: await response.text() };
};

async function openCheckout(given: Stripe.Checkout.SessionCreateParams = {}) {
  const customer = await market.stripe.customers.create({ email: "payer@acme.test" });
  return market.stripe.checkout.sessions.create({
    mode: "payment",
    customer: customer.id,
    line_items: [
      { quantity: 2, price_data: { currency: "usd", unit_amount: 2500, product_data: { name: "Credit <b>" } } },
    ],
    success_url: "https://app.test/done?cs={CHECKOUT_SESSION_ID}",
    cancel_url: "https://app.test/back",
    ...given,
  });
}

describe("the hosted checkout", () => {
  it("says what it is, and escapes what it shows", async () => {
    const session = await openCheckout();
    const { text } = await read(session.url!);
    expect(text).toContain("Stripe stand-in:</strong> no real money moves");
    expect(text).toContain("Pay $50.00");
    expect(text).toContain("Credit &lt;b&gt;");
    expect(text).toContain('href="https://app.test/back"');
  });

  it("takes the money after a decline, saves the card, writes the invoice and leads back", async () => {
    const { stripe } = market;
    const session = await openCheckout({
      payment_method_options: { card: { setup_future_usage: "off_session" } },
      payment_intent_data: { metadata: { topup_id: "top_1" }, transfer_group: "top_1" },
      invoice_creation: { enabled: true, invoice_data: { metadata: { topup_id: "top_1" } } },
    });
    const declined = await post(session.url!, { card: "4000000000000002" });
    expect(declined.status).toBe(402);
    expect(await declined.text()).toContain("Your card was declined.");
    expect((await stripe.checkout.sessions.retrieve(session.id)).status).toBe("open");
    const paid = await post(session.url!, { card: "4242424242424242" });
    expect(paid.headers.get("location")).toBe(`https://app.test/done?cs=${session.id}`);
    const done = await stripe.checkout.sessions.retrieve(session.id, {
      expand: ["payment_intent.latest_charge", "invoice"],
    });
    expect(done).toMatchObject({
      status: "complete",
      payment_status: "paid",
      url: null,
      payment_intent: { status: "succeeded", metadata: { topup_id: "top_1" }, latest_charge: { amount: 5000 } },
      invoice: { status: "paid", total: 5000, metadata: { topup_id: "top_1" } },
    });
    expect((await stripe.paymentMethods.list({ customer: done.customer as string })).data).toHaveLength(1);
    expect((await read(session.url!)).text).toContain("You have paid");
    const receipt = ((done.payment_intent as Stripe.PaymentIntent).latest_charge as Stripe.Charge).receipt_url!;
    expect((await read(receipt)).text).toContain("ending in 4242");
  });

  it("taxes where the payer is, once the platform is registered there", async () => {
    const { stripe } = market;
    await stripe.tax.registrations.create({
      country: "DE",
      active_from: "now",
      country_options: { de: { type: "standard", standard: { place_of_supply_scheme: "standard" } } },
    });
    const session = await openCheckout({ automatic_tax: { enabled: true }, customer_update: { address: "auto" } });
    await post(session.url!, { card: "4242424242424242", country: "DE", postal_code: "10115" });
    const done = await stripe.checkout.sessions.retrieve(session.id, { expand: ["customer"] });
    expect(done).toMatchObject({
      amount_subtotal: 5000,
      amount_total: 5950,
      total_details: { amount_tax: 950 },
      customer: { address: { country: "DE" } },
    });
  });

  it.each([
    ["authenticate", "paid", "complete"],
    ["fail", "unpaid", "open"],
  ])("asks the bank, whose answer to %s leaves the session %s", async (action, paymentStatus, status) => {
    const session = await openCheckout();
    const asked = await post(session.url!, { card: "4000002760003184" });
    const bank = asked.headers.get("location")!;
    expect((await read(bank)).text).toContain("Complete authentication");
    await post(bank, { action });
    expect(await market.stripe.checkout.sessions.retrieve(session.id)).toMatchObject({
      status,
      payment_status: paymentStatus,
    });
  });

  it.each([
    ["succeeds", "paid", "checkout.session.async_payment_succeeded"],
    ["fails", "unpaid", "checkout.session.async_payment_failed"],
  ])("completes unpaid by bank debit, which then %s", async (bank, paymentStatus, type) => {
    const { stripe, standIn } = market;
    const session = await openCheckout();
    const sent = await post(session.url!, { bank });
    expect(sent.headers.get("location")).toContain(session.id);
    expect(await stripe.checkout.sessions.retrieve(session.id)).toMatchObject({
      status: "complete",
      payment_status: "unpaid",
    });
    await standIn.admin.advance(11);
    expect(await stripe.checkout.sessions.retrieve(session.id)).toMatchObject({ payment_status: paymentStatus });
    const { data } = await stripe.events.list({ type });
    expect(data[0]?.data.object).toMatchObject({ id: session.id });
  });

  it("expires by its button, by the API and by the clock", async () => {
    const { stripe, standIn } = market;
    const [byButton, byApi, byClock] = [await openCheckout(), await openCheckout(), await openCheckout()];
    await post(byButton.url!, { action: "expire" });
    expect((await stripe.checkout.sessions.expire(byApi.id)).status).toBe("expired");
    await expect(stripe.checkout.sessions.expire(byButton.id)).rejects.toThrow("status of expired");
    await standIn.admin.advance(86_401);
    expect((await stripe.checkout.sessions.retrieve(byClock.id)).status).toBe("expired");
    const late = await post(byClock.url!, { card: "4242424242424242" });
    expect(late.status).toBe(410);
  });

  it("saves a card without a payment", async () => {
    const { stripe } = market;
    const session = await openCheckout({ mode: "setup", currency: "usd", line_items: undefined });
    await post(session.url!, { card: "4242424242424242" });
    const done = await stripe.checkout.sessions.retrieve(session.id, { expand: ["setup_intent"] });
    expect(done).toMatchObject({
      status: "complete",
      setup_intent: { status: "succeeded", payment_method: expect.any(String) },
    });
  });
});

describe("the other hosted pages", () => {
  it("lets an invoice be paid", async () => {
    const { stripe } = market;
    const { customer } = await payingCustomer(stripe);
    const draft = await stripe.invoices.create({
      customer: customer.id,
      collection_method: "send_invoice",
      days_until_due: 30,
    });
    await stripe.invoiceItems.create({
      customer: customer.id,
      invoice: draft.id,
      amount: 9900,
      currency: "usd",
      description: "GPU-hours",
    });
    const { hosted_invoice_url: url } = await stripe.invoices.finalizeInvoice(draft.id);
    expect((await post(url!, { card: "4000000000000002" })).status).toBe(402);
    await post(url!, { card: "4242424242424242" });
    expect(await stripe.invoices.retrieve(draft.id)).toMatchObject({ status: "paid", amount_remaining: 0 });
    expect((await read(url!)).text).toContain("this invoice is paid");
  });

  it("onboards an operator once, then leads to a fresh link", async () => {
    const { stripe } = market;
    const account = await stripe.v2.core.accounts.create({
      contact_email: "ops@dc.test",
      configuration: { recipient: { capabilities: { stripe_balance: { stripe_transfers: { requested: true } } } } },
    });
    const onboarding = { refresh_url: "https://op.test/refresh", return_url: "https://op.test/return" };
    const { url } = await stripe.v2.core.accountLinks.create({
      account: account.id,
      use_case: { type: "account_onboarding", account_onboarding: onboarding },
    });
    expect((await read(url)).text).toContain("Submit all details");
    expect((await read(url)).location).toBe("https://op.test/refresh");
    const sent = await post(url, { action: "finish" });
    expect(sent.headers.get("location")).toBe("https://op.test/return");
    const onboarded = await stripe.v2.core.accounts.retrieve(account.id, {
      include: ["configuration.recipient", "requirements"],
    });
    expect(onboarded.configuration?.recipient?.capabilities?.stripe_balance?.stripe_transfers?.status).toBe("active");
    expect(onboarded.requirements?.entries).toEqual([]);
  });

  it("lets a customer choose, add and remove cards", async () => {
    const { stripe } = market;
    const { customer, method } = await payingCustomer(stripe);
    const { url } = await stripe.billingPortal.sessions.create({
      customer: customer.id,
      return_url: "https://app.test/b",
    });
    await post(url, { card: "5555555555554444" });
    const [added] = (await stripe.paymentMethods.list({ customer: customer.id })).data;
    expect(await stripe.customers.retrieve(customer.id)).toMatchObject({
      invoice_settings: { default_payment_method: added!.id },
    });
    await post(url, { action: "default", method: method.id });
    await post(url, { action: "remove", method: added!.id });
    expect((await read(url)).text).toContain("visa ending in 4242");
    expect((await stripe.paymentMethods.list({ customer: customer.id })).data.map(({ id }) => id)).toEqual([method.id]);
    expect((await read(`${market.standIn.url}/pages/nothing/x`)).status).toBe(404);
    expect((await charge(stripe, 500)).status).toBe("succeeded");
  });
});
