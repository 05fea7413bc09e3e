import { describe, expect, it } from "vitest";
import { AT_STRIPE_MS } from "./testing/at-stripe";
import { key, onStandInOnly, openMarketAnywhere } from "./testing/market";

const market = openMarketAnywhere();

describe("the calls that the product makes", { timeout: AT_STRIPE_MS }, () => {
  it("opens a top-up with tax, an invoice and a card to be saved", async () => {
    const { stripe } = market;
    const customer = await stripe.customers.create(
      {
        email: "billing@acme.test",
        name: "Acme",
        metadata: { org_id: "org_1" },
        address: { country: "US", postal_code: "94107" },
        tax: { validate_location: "deferred" },
        preferred_locales: ["zh", "en"],
      },
      { idempotencyKey: key() },
    );
    const session = await stripe.checkout.sessions.create(
      {
        mode: "payment",
        ui_mode: "hosted_page",
        customer: customer.id,
        client_reference_id: "top_1",
        locale: "zh",
        line_items: [
          {
            quantity: 1,
            price_data: {
              currency: "usd",
              unit_amount: 5000,
              tax_behavior: "exclusive",
              product_data: { name: "Prepaid compute credit", tax_code: "txcd_10101000" },
            },
          },
        ],
        payment_intent_data: {
          transfer_group: "top_1",
          metadata: { topup_id: "top_1" },
          statement_descriptor_suffix: "TOPUP",
        },
        payment_method_options: { card: { setup_future_usage: "off_session", request_three_d_secure: "automatic" } },
        automatic_tax: { enabled: true },
        billing_address_collection: "required",
        customer_update: { address: "auto", name: "auto" },
        tax_id_collection: { enabled: true },
        invoice_creation: { enabled: true, invoice_data: { metadata: { topup_id: "top_1" } } },
        success_url: "https://app.test/billing?cs={CHECKOUT_SESSION_ID}",
        cancel_url: "https://app.test/billing",
        expires_at: Math.floor(Date.now() / 1000) + 1800,
        metadata: { topup_id: "top_1" },
        expand: ["line_items"],
      },
      { idempotencyKey: key() },
    );
    expect(session).toMatchObject({
      status: "open",
      payment_status: "unpaid",
      amount_total: 5000,
      customer: customer.id,
    });
    expect(session.line_items?.data[0]?.description).toBe("Prepaid compute credit");
    const setup = await stripe.checkout.sessions.create({
      mode: "setup",
      customer: customer.id,
      currency: "usd",
      success_url: "https://app.test/b",
      setup_intent_data: { metadata: { org_id: "org_1" } },
    });
    expect(setup.payment_status).toBe("no_payment_required");
    const { data } = await stripe.checkout.sessions.list({ customer: customer.id });
    expect(data.map(({ id }) => id)).toEqual([setup.id, session.id]);
  });

  it("charges a saved card off session, with tax, and refunds it", async () => {
    const { stripe } = market;
    const customer = await stripe.customers.create({ email: "a@acme.test", address: { country: "US" } });
    const method = await stripe.paymentMethods.attach("pm_card_visa", { customer: customer.id });
    await stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: method.id } });
    const calculation = await stripe.tax.calculations.create({
      currency: "usd",
      customer: customer.id,
      line_items: [{ amount: 5000, reference: "top_2", tax_behavior: "exclusive", tax_code: "txcd_10101000" }],
    });
    const intent = await stripe.paymentIntents.create(
      {
        amount: calculation.amount_total,
        currency: "usd",
        customer: customer.id,
        payment_method: method.id,
        off_session: true,
        confirm: true,
        error_on_requires_action: true,
        transfer_group: "top_2",
        description: "Auto top-up",
        hooks: { inputs: { tax: { calculation: calculation.id! } } },
        metadata: { topup_id: "top_2" },
        expand: ["latest_charge.balance_transaction"],
      },
      { idempotencyKey: key() },
    );
    expect(intent.status).toBe("succeeded");
    expect(intent.latest_charge).toMatchObject({
      paid: true,
      receipt_url: expect.stringContaining("/receipts/"),
      // Stripe's fee depends on the account's country
      balance_transaction: { amount: 5000, status: "pending", ...(market.isStripe ? {} : { fee: 175, net: 4825 }) },
    });
    const refund = await stripe.refunds.create(
      { payment_intent: intent.id, amount: 1000, reason: "requested_by_customer", metadata: { refund_id: "rf_1" } },
      { idempotencyKey: key() },
    );
    expect(refund.status).toBe("succeeded");
    const listed = await stripe.refunds.list({ payment_intent: intent.id });
    expect(listed.data).toHaveLength(1);
    const { data: charges } = await stripe.charges.list({ payment_intent: intent.id });
    expect(charges[0]).toMatchObject({ amount_refunded: 1000, refunded: false });
  });

  onStandInOnly("a meter's name is used up, and endpoints must be public")(
    "takes meters, a portal session and endpoints for both kinds of events",
    async () => {
      const { stripe } = market;
      const customer = await stripe.customers.create({ email: "c@acme.test" });
      await stripe.billing.meters.create({
        display_name: "GPU seconds",
        event_name: "gpu_seconds",
        default_aggregation: { formula: "sum" },
        customer_mapping: { type: "by_id", event_payload_key: "stripe_customer_id" },
        value_settings: { event_payload_key: "value" },
      });
      await stripe.billing.meterEvents.create({
        event_name: "gpu_seconds",
        identifier: "lease_1",
        payload: { stripe_customer_id: customer.id, value: "3600" },
      });
      const portal = await stripe.billingPortal.sessions.create({
        customer: customer.id,
        return_url: "https://app.test/billing",
        locale: "zh",
        flow_data: { type: "payment_method_update" },
      });
      expect(portal.url).toContain("/pages/portal/");
      const endpoint = await stripe.webhookEndpoints.create({
        url: "http://127.0.0.1:9/nobody",
        api_version: "2026-10-28.endive",
        enabled_events: ["payout.failed", "charge.dispute.funds_withdrawn"],
      });
      expect(endpoint.secret).toMatch(/^whsec_/);
      const destination = await stripe.v2.core.eventDestinations.create({
        name: "accounts",
        type: "webhook_endpoint",
        event_payload: "thin",
        enabled_events: ["v2.core.account.closed"],
        webhook_endpoint: { url: "http://127.0.0.1:9/nobody" },
        include: ["webhook_endpoint.signing_secret"],
      });
      expect(destination.webhook_endpoint?.signing_secret).toMatch(/^whsec_/);
      expect((await stripe.webhookEndpoints.list()).data).toHaveLength(1);
      expect(await stripe.webhookEndpoints.del(endpoint.id)).toMatchObject({ deleted: true });
    },
  );

  onStandInOnly("a registration for tax stays with the account")(
    "keeps tax ids, registrations and a customer's cards",
    async () => {
      const { stripe } = market;
      const customer = await stripe.customers.create({ email: "d@acme.test", address: { country: "DE" } });
      await stripe.customers.createTaxId(customer.id, { type: "eu_vat", value: "DE123456789" });
      const method = await stripe.paymentMethods.attach("pm_card_mastercard", { customer: customer.id });
      expect((await stripe.customers.listPaymentMethods(customer.id)).data.map(({ id }) => id)).toEqual([method.id]);
      expect((await stripe.tax.registrations.list({ status: "active" })).data).toEqual([]);
      await stripe.tax.registrations.create({
        country: "DE",
        active_from: "now",
        country_options: { de: { type: "standard", standard: { place_of_supply_scheme: "standard" } } },
      });
      const taxed = await stripe.tax.calculations.create({
        currency: "eur",
        customer: customer.id,
        line_items: [{ amount: 10_000, tax_behavior: "exclusive" }],
      });
      expect(taxed).toMatchObject({ amount_total: 11_900, tax_amount_exclusive: 1900 });
      const expanded = await stripe.customers.retrieve(customer.id, { expand: ["tax", "tax_ids"] });
      expect(expanded).toMatchObject({
        tax: { automatic_tax: "supported" },
        tax_ids: { data: [{ value: "DE123456789" }] },
      });
      await stripe.paymentMethods.detach(method.id);
      expect((await stripe.paymentMethods.list({ customer: customer.id })).data).toEqual([]);
    },
  );
});
