import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import Stripe from "stripe";
import { stateDir } from "@/bin/dependencies.mjs";
import { startStack } from "@/bin/stack/stack";
import { newId } from "@/lib/ids";
import type { Log, Measured } from "../benchmark";
import { interleave } from "../interleave";

/** Eight million a day, at that pace whatever the server's own is. */
const PER_SECOND = 100;
const REQUESTS = 1_000;
const WARM_UP = 300;
const PROMISED_MS = 100;
/** An event of Stripe's is some 5 kB. */
const PADDING = "x".repeat(4_500);

/**
 * How long 99 of 100 signed webhooks wait for their answer, 100 a second, while the worker acts on those before: against the 100 ms that are
 * promised. Beside it what a route that does next to nothing takes at the same pace.
 */
export async function measureWebhooks(log: Log): Promise<Measured> {
  const running = await startStack({ dir: path.join(stateDir, "bench") });
  try {
    const { url, settings } = running.stack.record;
    const stripe = new Stripe(settings.STRIPE_SECRET_KEY!);
    const secret = settings.STRIPE_WEBHOOK_SECRET!;
    const webhook = () => tell(stripe, `${url}/api/stripe/webhook`, secret);
    const health = async () => ok(await fetch(`${url}/api/health`));
    await load(webhook, WARM_UP);
    await load(health, WARM_UP);
    return await interleave(log, async () => {
      const told = await load(webhook, REQUESTS);
      const bare = await load(health, REQUESTS);
      const figures = { p50Ms: at(told, 0.5), p99Ms: at(told, 0.99), healthP99Ms: at(bare, 0.99) };
      return { ratio: figures.p99Ms / PROMISED_MS, figures };
    });
  } finally {
    await running.stop();
  }
}

async function tell(stripe: Stripe, address: string, secret: string): Promise<void> {
  const object = { id: newId("req"), object: "payment_intent", metadata: { note: PADDING } };
  const event = { id: `evt_${newId("req")}`, object: "event", type: "payment_intent.created", livemode: false };
  const payload = JSON.stringify({ ...event, created: Math.floor(Date.now() / 1_000), data: { object } });
  const signature = stripe.webhooks.generateTestHeaderString({ payload, secret });
  await ok(await fetch(address, { method: "POST", headers: { "stripe-signature": signature }, body: payload }));
}

async function ok(response: Response): Promise<void> {
  await response.arrayBuffer();
  if (!response.ok) throw new Error(`${response.url} answered ${response.status}`);
}

/** How long each of so many took, begun at the one pace, ascending, milliseconds. */
async function load(request: () => Promise<void>, count: number): Promise<number[]> {
  const began = performance.now();
  const each = Array.from({ length: count }, async (_, at) => {
    const due = began + (at * 1_000) / PER_SECOND;
    await sleep(Math.max(0, due - performance.now()));
    await request();
    return performance.now() - due;
  });
  return (await Promise.all(each)).sort((a, b) => a - b);
}

const at = (sorted: number[], share: number): number => sorted[Math.ceil(sorted.length * share) - 1]!;
