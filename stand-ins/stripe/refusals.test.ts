import { describe, expect, it } from "vitest";
import { AT_STRIPE_MS } from "./testing/at-stripe";
import { clientOf, onStandInOnly, openMarketAnywhere, payingCustomer } from "./testing/market";

const market = openMarketAnywhere();
const untyped = (params: object) => params as never;
const item = { quantity: 1, price_data: { currency: "usd", unit_amount: 500, product_data: { name: "Credit" } } };

describe("what Stripe would refuse", { timeout: AT_STRIPE_MS }, () => {
  it("refuses what this version has dropped or never had", async () => {
    const { stripe } = market;
    const refused = { type: "StripeInvalidRequestError", statusCode: 400 };
    await expect(
      stripe.paymentIntents.create(untyped({ amount: 500, currency: "usd", payment_method_types: ["card"] })),
    ).rejects.toMatchObject({ ...refused, code: "parameter_unknown", param: "payment_method_types" });
    await expect(
      stripe.checkout.sessions.create(untyped({ mode: "payment", ui_mode: "embedded", line_items: [item] })),
    ).rejects.toMatchObject({ ...refused, param: "ui_mode" });
    await expect(stripe.refunds.create(untyped({ payment_intent: "pi_1", amount: "ten" }))).rejects.toMatchObject({
      ...refused,
      code: "parameter_invalid_integer",
    });
    await expect(stripe.paymentIntents.create(untyped({ currency: "usd" }))).rejects.toMatchObject({
      ...refused,
      code: "parameter_missing",
      param: "amount",
    });
    await expect(stripe.v2.core.accounts.create(untyped({ type: "express" }))).rejects.toMatchObject({
      statusCode: 400,
    });
    await expect(
      stripe.v2.core.accountLinks.create(
        untyped({
          account: "acct_1",
          use_case: {
            type: "account_onboarding",
            account_onboarding: { configurations: ["recipient"], refresh_url: "https://a.test" },
          },
        }),
      ),
    ).rejects.toMatchObject({ param: "use_case[account_onboarding][configurations]" });
  });

  it("refuses what only rules between parameters tell", async () => {
    const { stripe } = market;
    await expect(stripe.paymentIntents.create({ amount: 49, currency: "usd" })).rejects.toMatchObject({
      code: "amount_too_small",
    });
    await expect(stripe.refunds.create({})).rejects.toThrow("payment_intent or charge");
    await expect(
      stripe.checkout.sessions.create({ mode: "payment", success_url: "https://a.test" }),
    ).rejects.toMatchObject({
      param: "line_items",
    });
    const expiresAt = Math.floor(Date.now() / 1000) + 60;
    await expect(
      stripe.checkout.sessions.create({ success_url: "https://a.test", line_items: [item], expires_at: expiresAt }),
    ).rejects.toMatchObject({ param: "expires_at" });
    const { customer } = await payingCustomer(stripe);
    await expect(
      stripe.invoices.create({ customer: customer.id, collection_method: "send_invoice" }),
    ).rejects.toMatchObject({ param: "days_until_due" });
    await expect(stripe.customers.create({ metadata: { note: "x".repeat(501) } })).rejects.toThrow("500 characters");
  });

  onStandInOnly("it is about the stand-in's record")(
    "refuses another version, other keys, unknown paths and other accounts, and keeps a record of it",
    async () => {
      const { standIn, stripe } = market;
      const ask = (headers: Record<string, string>, path = "/v1/balance") =>
        fetch(`${standIn.url}${path}`, { headers });
      const authorization = "Bearer rk_test_1";
      expect((await ask({ authorization })).status).toBe(400);
      expect((await ask({ authorization, "stripe-version": "2024-06-20" })).status).toBe(400);
      expect((await ask({ authorization, "stripe-version": "2026-10-28.endive" })).status).toBe(200);
      expect((await ask({ "stripe-version": "2026-10-28.endive" })).status).toBe(401);
      expect((await ask({ authorization, "stripe-version": "2026-10-28.endive" }, "/v1/nothing")).status).toBe(404);
      await expect(clientOf(standIn, "sk_live_1").balance.retrieve()).rejects.toMatchObject({ statusCode: 401 });
      await expect(stripe.balance.retrieve({}, { stripeAccount: "acct_1" })).rejects.toMatchObject({
        code: "stand_in_not_imitated",
      });
      await expect(stripe.coupons.list()).rejects.toMatchObject({ code: "stand_in_not_imitated" });
      const refused = (await standIn.admin.requests()).filter(({ outcome }) => outcome === "refused");
      expect(refused.some(({ version }) => version === "2024-06-20")).toBe(true);
    },
  );

  onStandInOnly("Stripe heeds it")("refuses what it would not heed, where Stripe would", async () => {
    const { stripe } = market;
    const unheeded = { code: "stand_in_not_imitated" };
    await expect(
      stripe.paymentIntents.create({ amount: 500, currency: "usd", capture_method: "manual" }),
    ).rejects.toMatchObject({
      ...unheeded,
      param: "capture_method",
    });
    await expect(
      stripe.checkout.sessions.create({
        success_url: "https://a.test",
        line_items: [item],
        allow_promotion_codes: true,
      }),
    ).rejects.toMatchObject(unheeded);
    await expect(
      stripe.transfers.create({ amount: 1, currency: "usd", destination: "acct_1", source_transaction: "ch_1" }),
    ).rejects.toMatchObject(unheeded);
    await expect(stripe.balanceTransactions.list({ payout: "po_1" })).rejects.toMatchObject(unheeded);
  });

  it("refuses cards of others, cards that left and things that never were", async () => {
    const { stripe } = market;
    const { method } = await payingCustomer(stripe);
    const { customer: other } = await payingCustomer(stripe);
    const pay = { amount: 500, currency: "usd", off_session: true, confirm: true } as const;
    await expect(
      stripe.paymentIntents.create({ ...pay, customer: other.id, payment_method: method.id }),
    ).rejects.toThrow("belongs to another Customer");
    await expect(
      stripe.customers.update(other.id, { invoice_settings: { default_payment_method: method.id } }),
    ).rejects.toThrow("must be attached");
    await stripe.paymentMethods.detach(method.id);
    await expect(stripe.paymentMethods.attach(method.id, { customer: other.id })).rejects.toThrow(
      "may not be used again",
    );
    await expect(stripe.refunds.retrieve("re_0")).rejects.toMatchObject({ statusCode: 404, code: "resource_missing" });
    await expect(stripe.refunds.create({ payment_intent: "pi_0" })).rejects.toMatchObject({
      statusCode: 400,
      code: "resource_missing",
    });
  });
});
