import Stripe from "stripe";
import { describe, expect, it } from "vitest";
import { charge, clientOf, key, openMarket, secret } from "./testing/market";

const market = openMarket();
const refundParams = (intent: Stripe.PaymentIntent) => ({ payment_intent: intent.id, amount: 100 });

describe("idempotency", () => {
  it("answers the same key with the same answer, and other parameters with a refusal", async () => {
    const { stripe } = market;
    const intent = await charge(stripe, 1_000);
    const idempotencyKey = key();
    const first = await stripe.refunds.create(refundParams(intent), { idempotencyKey });
    const second = await stripe.refunds.create(refundParams(intent), { idempotencyKey });
    expect(second.id).toBe(first.id);
    expect(second.lastResponse.headers["idempotent-replayed"]).toBe("true");
    await expect(
      stripe.refunds.create({ ...refundParams(intent), amount: 200 }, { idempotencyKey }),
    ).rejects.toMatchObject({ type: "StripeIdempotencyError", statusCode: 400 });
    expect((await stripe.refunds.list({ payment_intent: intent.id })).data).toHaveLength(1);
  });

  it("refuses the same key while the first request is under way", async () => {
    const { stripe, standIn } = market;
    await standIn.admin.addFaults({ requests: [{ kind: "latency", path: "/v1/customers", latencyMs: 300 }] });
    const idempotencyKey = key();
    const create = () => stripe.customers.create({ name: "Twice" }, { idempotencyKey });
    const results = await Promise.allSettled([create(), create()]);
    expect(results.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(results.find(({ status }) => status === "rejected")).toMatchObject({
      reason: { statusCode: 409, code: "idempotency_key_in_use" },
    });
  });

  it("saves a decline, but not a request that was invalid", async () => {
    const { stripe } = market;
    const idempotencyKey = key();
    await expect(stripe.paymentIntents.create({ amount: 1, currency: "usd" }, { idempotencyKey })).rejects.toThrow();
    await stripe.paymentIntents.create({ amount: 100, currency: "usd" }, { idempotencyKey });
    const { id: customer } = await stripe.customers.create({});
    const method = await stripe.paymentMethods.attach("pm_card_chargeCustomerFail", { customer });
    const pay = { amount: 500, currency: "usd", customer, payment_method: method.id, off_session: true, confirm: true };
    const declined = { idempotencyKey: key() };
    await expect(stripe.paymentIntents.create(pay, declined)).rejects.toMatchObject({ code: "card_declined" });
    await expect(stripe.paymentIntents.create(pay, declined)).rejects.toMatchObject({
      code: "card_declined",
      headers: { "idempotent-replayed": "true" },
    });
    expect((await stripe.paymentIntents.list({ customer })).data).toHaveLength(1);
  });

  it("forgets a key after a day: what is then sent again is done again", async () => {
    const { stripe, standIn } = market;
    const idempotencyKey = key();
    const create = () => stripe.customers.create({ name: "Daily" }, { idempotencyKey });
    const first = await create();
    await standIn.admin.advance(86_000);
    expect((await create()).id).toBe(first.id);
    await standIn.admin.advance(1_000);
    expect((await create()).id).not.toBe(first.id);
  });
});

describe("faults of the wire", () => {
  it("does nothing when it drops before, everything when it drops after", async () => {
    const { stripe, standIn } = market;
    const intent = await charge(stripe, 1_000);
    const options = { idempotencyKey: key() };
    // the SDK tries a closed connection once more by itself
    await standIn.admin.addFaults({ requests: [{ kind: "drop-before", path: "/v1/refunds", count: 2 }] });
    await expect(stripe.refunds.create(refundParams(intent), options)).rejects.toMatchObject({
      type: "StripeConnectionError",
    });
    expect((await stripe.refunds.list({ payment_intent: intent.id })).data).toHaveLength(0);
    await standIn.admin.addFaults({
      requests: [{ kind: "drop-after", method: "POST", path: "/v1/refunds", count: 2 }],
    });
    await expect(stripe.refunds.create(refundParams(intent), options)).rejects.toMatchObject({
      type: "StripeConnectionError",
    });
    const { data } = await stripe.refunds.list({ payment_intent: intent.id });
    expect(data).toHaveLength(1);
    expect((await stripe.refunds.create(refundParams(intent), options)).id).toBe(data[0]!.id);
    const outcomes = (await standIn.admin.requests()).filter(
      ({ idempotencyKey }) => idempotencyKey === options.idempotencyKey,
    );
    expect(outcomes.map(({ outcome }) => outcome)).toContain("dropped before");
    expect(outcomes.map(({ outcome }) => outcome)).toContain("dropped after");
  });

  it("keeps answering 500 under the key of what it has done", async () => {
    const { stripe, standIn } = market;
    const intent = await charge(stripe, 1_000);
    const options = { idempotencyKey: key() };
    await standIn.admin.addFaults({ requests: [{ kind: "error-after", path: "/v1/refunds" }] });
    for (const _ of [1, 2]) {
      await expect(stripe.refunds.create(refundParams(intent), options)).rejects.toMatchObject({ statusCode: 500 });
    }
    expect((await stripe.refunds.list({ payment_intent: intent.id })).data).toHaveLength(1);
  });

  it("does a v2 call once although its answer was a 500, and answers the next try with what was done", async () => {
    const { stripe, standIn } = market;
    const params = { contact_email: "once@dc.test", display_name: "Once" };
    const options = { idempotencyKey: key() };
    await standIn.admin.addFaults({ requests: [{ kind: "error-after", path: "/v2/core/accounts" }] });
    await expect(stripe.v2.core.accounts.create(params, options)).rejects.toMatchObject({ statusCode: 500 });
    const account = await stripe.v2.core.accounts.create(params, options);
    const { data } = await stripe.v2.core.accounts.list({ limit: 100 });
    expect(data.filter(({ display_name }) => display_name === "Once").map(({ id }) => id)).toEqual([account.id]);
    await expect(standIn.admin.addFaults({ requests: [{ kind: "typo" as never }] })).rejects.toThrow(
      "typo is no fault",
    );
  });

  it("answers 429 and 409 without saving them", async () => {
    const { stripe, standIn } = market;
    const options = { idempotencyKey: key() };
    await standIn.admin.addFaults({ requests: [{ kind: "rate-limit", path: "/v1/customers" }] });
    await expect(stripe.customers.create({}, options)).rejects.toMatchObject({ type: "StripeRateLimitError" });
    await standIn.admin.addFaults({ requests: [{ kind: "conflict", path: "/v1/customers" }] });
    await expect(stripe.customers.create({}, options)).rejects.toMatchObject({ statusCode: 409, code: "lock_timeout" });
    expect((await stripe.customers.create({}, options)).id).toMatch(/^cus_/);
  });
});

describe("webhooks", () => {
  it("signs snapshots so that the SDK believes them, and nobody else's", async () => {
    const { stripe, standIn, receiver } = market;
    await standIn.admin.flush();
    receiver.received.length = 0;
    const customer = await stripe.customers.create({ name: "Signed" }, { idempotencyKey: key() });
    await standIn.admin.flush();
    const { body, signature } = receiver.received.at(-1)!;
    const event = Stripe.webhooks.constructEvent(body, signature, secret);
    expect(event).toMatchObject({
      type: "customer.created",
      api_version: "2026-10-28.endive",
      data: { object: { id: customer.id } },
    });
    expect(() => Stripe.webhooks.constructEvent(body.replace("Signed", "Forged"), signature, secret)).toThrow();
    expect(() => Stripe.webhooks.constructEvent(body, signature, "whsec_other")).toThrow();
  });

  it("sends thin events whose object and data are fetched", async () => {
    const { stripe, standIn, receiver } = market;
    const account = await stripe.v2.core.accounts.create({
      contact_email: "thin@dc.test",
      configuration: { recipient: { capabilities: { stripe_balance: { stripe_transfers: { requested: true } } } } },
    });
    await standIn.admin.activateAccount(account.id);
    await standIn.admin.flush();
    const types = receiver.types().filter((type) => type.startsWith("v2."));
    expect(types).toContain("v2.core.account[requirements].updated");
    const { body, signature } = receiver.received.find((one) => one.body.includes("capability_status_updated"))!;
    expect(body).not.toContain("updated_capability");
    const notification = stripe.parseEventNotification(body, signature, secret);
    expect(await notification.fetchEvent()).toMatchObject({
      data: { updated_capability: "stripe_balance.stripe_transfers" },
    });
    expect(
      await (notification as unknown as { fetchRelatedObject(): Promise<unknown> }).fetchRelatedObject(),
    ).toMatchObject({
      id: account.id,
    });
  });

  it("tries again what was not taken, and lists it until it was", async () => {
    const { stripe, standIn, receiver } = market;
    await standIn.admin.flush();
    receiver.answers.push(500);
    const customer = await stripe.customers.create({ name: "Retried" });
    await expect
      .poll(async () => (await stripe.events.list({ delivery_success: false })).data.map(({ data }) => data.object))
      .toMatchObject([{ id: customer.id }]);
    await expect
      .poll(async () => (await stripe.events.list({ delivery_success: false })).data, { timeout: 5_000 })
      .toEqual([]);
    const attempts = (await standIn.admin.deliveries()).at(-1);
    expect(attempts).toMatchObject({ state: "delivered", answers: [500, 200] });
  });

  it("duplicates, loses and delays when told to", async () => {
    const { stripe, standIn, receiver } = market;
    const { admin } = standIn;
    await admin.flush();
    receiver.received.length = 0;
    await admin.addFaults({ webhooks: [{ kind: "duplicate", types: ["customer.created"], times: 3 }] });
    await stripe.customers.create({});
    await admin.flush();
    expect(receiver.types()).toEqual(["customer.created", "customer.created", "customer.created"]);
    receiver.received.length = 0;
    await admin.addFaults({ webhooks: [{ kind: "lose" }] });
    const lost = await stripe.customers.create({});
    await admin.flush();
    expect(receiver.received).toHaveLength(0);
    const { data } = await stripe.events.list({ delivery_success: false });
    expect(data[0]?.data.object).toMatchObject({ id: lost.id });
    await admin.addFaults({ webhooks: [{ kind: "delay", delayMs: 60_000 }] });
    await stripe.customers.create({});
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(receiver.received).toHaveLength(0);
    await admin.flush();
    expect(receiver.received).toHaveLength(1);
  });

  it("shuffles by a seed that repeats its order", async () => {
    const { stripe, standIn, receiver } = market;
    const orderOf = async (seed: number) => {
      await standIn.admin.flush();
      receiver.received.length = 0;
      await standIn.admin.addFaults({ webhooks: [{ kind: "shuffle", count: 6 }] });
      for (const name of ["1", "2", "3", "4", "5", "6"]) await stripe.customers.create({ name });
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(receiver.received).toHaveLength(0);
      expect(await standIn.admin.flush(seed)).toMatchObject({ delivered: 6, waiting: 0, seed });
      return receiver.received.map(
        ({ body }) => (JSON.parse(body) as { data: { object: { name: string } } }).data.object.name,
      );
    };
    const order = await orderOf(7);
    expect(order.toSorted()).toEqual(["1", "2", "3", "4", "5", "6"]);
    expect(order).not.toEqual(order.toSorted());
    expect(await orderOf(7)).toEqual(order);
  });

  it("keeps keys of ours and the version in the list of requests", async () => {
    const { standIn } = market;
    const posts = (await standIn.admin.requests()).filter(({ method }) => method === "POST");
    expect(posts.every(({ idempotencyKey, version }) => idempotencyKey && version === "2026-10-28.endive")).toBe(true);
    expect(posts.find(({ operation }) => operation === "POST /v1/refunds")?.params).toMatchObject({ amount: "100" });
    expect(clientOf(standIn)).toBeDefined();
  });
});
