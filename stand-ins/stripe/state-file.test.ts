import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { startStripeStandIn } from "./server";
import { charge, clientOf, key } from "./testing/market";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), "stand-in-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

it("keeps money, keys and the clock between runs, and serves its pages where it now listens", async () => {
  const stateFile = path.join(dir, "state/stripe.json");
  const first = await startStripeStandIn({ stateFile });
  const idempotencyKey = key();
  const customer = await clientOf(first).customers.create({ name: "Kept" }, { idempotencyKey });
  const intent = await charge(clientOf(first), 5_000);
  await first.admin.advance(3 * 86_400 - 3 * 3_600);
  const { now } = await first.admin.clock();
  await first.close();

  const second = await startStripeStandIn({ stateFile });
  try {
    const stripe = clientOf(second);
    expect((await second.admin.clock()).now).toBeGreaterThanOrEqual(now);
    expect(await stripe.customers.retrieve(customer.id)).toMatchObject({ name: "Kept" });
    expect((await stripe.balance.retrieve()).available[0]?.amount).toBe(4_825);
    const { data } = await stripe.charges.list({ payment_intent: intent.id });
    expect(data[0]?.receipt_url).toContain(second.url);
    expect((await fetch(data[0]!.receipt_url!)).status).toBe(200);
    expect(await second.admin.contractFaults()).toEqual([]);
  } finally {
    await second.close();
  }
});
