import Stripe from "stripe";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { type StandInOptions, type StripeStandIn, startStripeStandIn } from "../server";
import { clientAtStripe, testKeyOf } from "./at-stripe";
import { type Receiver, startReceiver } from "./receiver";

export const secret = "whsec_test";

export interface Market {
  standIn: StripeStandIn;
  stripe: Stripe;
  receiver: Receiver;
}

export function clientOf({ host, port }: StripeStandIn, key = "sk_test_x"): Stripe {
  return new Stripe(key, { host, port, protocol: "http", maxNetworkRetries: 0, telemetry: false });
}

/** A stand-in for the tests of one file, with a receiver of both kinds of webhooks; no test may leave it with a fault of its own. */
export function openMarket(options: StandInOptions = {}): Market {
  const market = {} as Market;
  beforeAll(async () => {
    market.receiver = await startReceiver();
    const { url } = market.receiver;
    const webhooks = [
      { url: `${url}/snapshot`, secret, kind: "snapshot" as const },
      { url: `${url}/thin`, secret, kind: "thin" as const },
    ];
    market.standIn = await startStripeStandIn({ webhooks, ...options });
    market.stripe = clientOf(market.standIn);
  });
  afterEach(async () => {
    expect(await market.standIn.admin.contractFaults()).toEqual([]);
    await market.standIn.admin.clearFaults();
  });
  afterAll(async () => {
    await market.standIn?.close();
    await market.receiver?.close();
  });
  return market;
}

const testKey = testKeyOf(process.env);

/** The same where no `STRIPE_TEST_KEY` is set; with one, Stripe itself, for tests that need nothing of the stand-in. */
export function openMarketAnywhere(): Market & { isStripe: boolean } {
  if (!testKey) return Object.assign(openMarket(), { isStripe: false });
  return { stripe: clientAtStripe(testKey), isStripe: true } as Market & { isStripe: boolean };
}

/** A test that Stripe itself would not pass, and why. */
export const onStandInOnly = (reason: string) => (name: string, run: () => Promise<void>) =>
  testKey ? it.skip(`${name} (not at Stripe: ${reason})`, run) : it(name, run);

let count = 0;
/** A key that no other test uses, and at Stripe, which keeps them for a day, no other run. */
const run = testKey ? Date.now() : process.pid;
export const key = (name = "key") => `${name}:${run}:${count++}`;

export async function payingCustomer(stripe: Stripe, card = "pm_card_visa") {
  const customer = await stripe.customers.create({
    email: "billing@acme.test",
    name: "Acme",
    address: { country: "US" },
  });
  const method = await stripe.paymentMethods.attach(card, { customer: customer.id });
  return { customer, method };
}

/** An off-session payment as the worker makes it. */
export async function charge(stripe: Stripe, amount: number, card = "pm_card_visa", currency = "usd") {
  const { customer, method } = await payingCustomer(stripe, card);
  return stripe.paymentIntents.create(
    {
      amount,
      currency,
      customer: customer.id,
      payment_method: method.id,
      off_session: true,
      confirm: true,
      expand: ["latest_charge.balance_transaction"],
    },
    { idempotencyKey: key("charge") },
  );
}

export async function activeAccount({ stripe, standIn }: Pick<Market, "stripe" | "standIn">): Promise<string> {
  const account = await stripe.v2.core.accounts.create({
    contact_email: "ops@dc.test",
    configuration: { recipient: { capabilities: { stripe_balance: { stripe_transfers: { requested: true } } } } },
  });
  await standIn.admin.activateAccount(account.id);
  return account.id;
}
