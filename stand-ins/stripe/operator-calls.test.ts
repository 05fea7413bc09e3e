import { describe, expect, it } from "vitest";
import { AT_STRIPE_MS } from "./testing/at-stripe";
import { activeAccount, key, onStandInOnly, openMarketAnywhere } from "./testing/market";

const market = openMarketAnywhere();

describe("the calls that pay operators", { timeout: AT_STRIPE_MS }, () => {
  it("opens an account for an operator and a link to its onboarding", async () => {
    const { stripe } = market;
    const account = await stripe.v2.core.accounts.create(
      {
        contact_email: "ops@dc.test",
        display_name: "DC One",
        dashboard: "express",
        identity: { country: "us", entity_type: "company" },
        configuration: { recipient: { capabilities: { stripe_balance: { stripe_transfers: { requested: true } } } } },
        defaults: {
          currency: "usd",
          responsibilities: { fees_collector: "application", losses_collector: "application" },
        },
        metadata: { operator_id: "op_1" },
        include: ["configuration.recipient", "defaults", "identity", "requirements"],
      },
      { idempotencyKey: key() },
    );
    const transfers = account.configuration?.recipient?.capabilities?.stripe_balance?.stripe_transfers;
    expect(transfers?.status).toBe("restricted");
    const link = await stripe.v2.core.accountLinks.create({
      account: account.id,
      use_case: {
        type: "account_onboarding",
        account_onboarding: {
          refresh_url: "https://op.test/refresh",
          return_url: "https://op.test/return",
          collection_options: { fields: "eventually_due", future_requirements: "include" },
        },
      },
    });
    expect(link.url).toContain(market.isStripe ? "connect.stripe.com" : "/pages/onboarding/");
    const session = await stripe.accountSessions.create({
      account: account.id,
      components: { payouts: { enabled: true } },
    });
    expect(session.components.payouts.enabled).toBe(true);
    const bare = await stripe.v2.core.accounts.retrieve(account.id);
    expect(bare.configuration).toBeUndefined();
  });

  onStandInOnly("an account is paid to after a person was on its page")(
    "transfers, reverses and finds transfers again",
    async () => {
      const { stripe } = market;
      const destination = await activeAccount(market);
      const customer = await stripe.customers.create({ email: "b@acme.test" });
      const method = await stripe.paymentMethods.attach("pm_card_bypassPending", { customer: customer.id });
      await stripe.paymentIntents.create({
        amount: 50_000,
        currency: "usd",
        customer: customer.id,
        payment_method: method.id,
        off_session: true,
        confirm: true,
      });
      const transfer = await stripe.transfers.create(
        {
          amount: 18_000,
          currency: "usd",
          destination,
          transfer_group: "settlement_1",
          metadata: { settlement_id: "set_1" },
        },
        { idempotencyKey: key() },
      );
      const reversal = await stripe.transfers.createReversal(
        transfer.id,
        { amount: 500, metadata: { adjustment_id: "adj_1" } },
        { idempotencyKey: key() },
      );
      expect(reversal.transfer).toBe(transfer.id);
      const { data } = await stripe.transfers.list({ transfer_group: "settlement_1", limit: 10 });
      expect(data).toMatchObject([{ id: transfer.id, amount_reversed: 500, metadata: { settlement_id: "set_1" } }]);
      expect((await stripe.transfers.listReversals(transfer.id)).data).toHaveLength(1);
      const settings = await stripe.balanceSettings.update({
        payments: { payouts: { schedule: { interval: "manual" } } },
      });
      expect(settings.payments.payouts?.schedule?.interval).toBe("manual");
    },
  );
});
