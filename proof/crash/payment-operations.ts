import { sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import { testContext } from "@/db/testing/context";
import type { Context, UserActor } from "@/lib/context";
import { PAYMENT_CALLS } from "@/lib/payments/calls/payment-calls";
import type { SubmitEvidenceInput } from "@/lib/payments/disputes/schemas";
import { submitEvidence } from "@/lib/payments/disputes/submit-evidence";
import { handleStripeEvents } from "@/lib/payments/handle-stripe-events";
import { PAYMENT_EVENTS } from "@/lib/payments/payment-events";
import { keepEvent } from "@/lib/payments/receive-stripe-event";
import { reconcilePayments } from "@/lib/payments/reconcile-payments";
import { refundCustomer } from "@/lib/payments/refund-customer";
import { runAutoTopUps } from "@/lib/payments/run-auto-top-ups";
import type { RefundCustomerInput, StartTopUpInput } from "@/lib/payments/schemas";
import { sendDueCalls } from "@/lib/payments/send-due-calls";
import { startTopUp } from "@/lib/payments/start-top-up";
import { PAYOUT_CALLS } from "@/lib/payouts/calls/payout-calls";
import { PAYOUT_EVENTS } from "@/lib/payouts/payout-events";
import { planPayouts } from "@/lib/payouts/plan-payouts";
import { reconcilePayouts } from "@/lib/payouts/reconcile-payouts";
import { reversePayout } from "@/lib/payouts/reverse-payout";
import type { ReversePayoutInput } from "@/lib/payouts/schemas";
import { sendPayouts } from "@/lib/payouts/send-payouts";
import { stripeClient } from "@/lib/stripe/client";
import { define, type Operations } from "./serve";

/** Of every operation here: `now` is its context's, beside the clock of the database. */
export interface At {
  now: Date;
}

interface By<T> extends At {
  actor: UserActor;
  /** As the person sends it, and sends it again: with the same key. */
  input: T;
}

export interface Settled extends At {
  again: { operation: string; input: unknown };
  /** Whoever asked for it waits until the worker is through before they ask again. */
  isPatient: boolean;
}

const worker = (db: Database, { now }: At) => testContext(db, { type: "system", name: "proof" }, now);
const as = (db: Database, { actor, now }: By<unknown>) => testContext(db, actor, now);
const MOST_ROUNDS = 6;

/** As if the time had come to look again, to send again, and to take up what the dead had in hand. */
const passTime = (db: Database) =>
  db.execute(sql`WITH t AS (SELECT platform_now() - interval '1 s' AS due),
    calls AS (UPDATE stripe_calls SET leased_until = due, next_attempt_at = due FROM t WHERE ended_at IS NULL),
    events AS (UPDATE stripe_events SET next_attempt_at = due FROM t WHERE state = 'received'),
    wishes AS (UPDATE auto_top_ups SET next_attempt_at = due FROM t),
    paid AS (UPDATE top_ups SET look_again_at = due FROM t),
    refunded AS (UPDATE refunds SET look_again_at = due FROM t),
    disputed AS (UPDATE disputes SET look_again_at = due FROM t),
    accounts AS (UPDATE payout_accounts SET look_again_at = due FROM t)
    UPDATE payouts SET look_again_at = due FROM t`);

/** What the jobs of a worker that lives do of it as time goes on, until a round finds nothing to do. */
async function work(db: Database, at: At): Promise<void> {
  const ctx = worker(db, at);
  for (let round = 0, done = 1; done > 0 && round < MOST_ROUNDS; round++) {
    await passTime(db);
    done = await sendDueCalls(ctx, { ...PAYMENT_CALLS, ...PAYOUT_CALLS });
    done += await handleAll(ctx);
    done += (await reconcilePayments(ctx)) + (await reconcilePayouts(ctx));
  }
}

async function handleAll(ctx: Context): Promise<number> {
  let handled = 0;
  for (let events = 1; events > 0; handled += events)
    events = await handleStripeEvents(ctx, [...PAYMENT_EVENTS, ...PAYOUT_EVENTS]);
  return handled;
}

export const PAYMENT_OPERATIONS: Operations = {
  startTopUp: define((db, by: By<StartTopUpInput>) => startTopUp(as(db, by), by.input)),
  handleEvents: define((db, at: At) => handleAll(worker(db, at))),
  autoTopUps: define((db, at: At) => runAutoTopUps(worker(db, at))),
  refund: define((db, by: By<RefundCustomerInput>) => refundCustomer(as(db, by), by.input)),
  submitEvidence: define((db, by: By<SubmitEvidenceInput>) => submitEvidence(as(db, by), by.input)),
  payOut: define(async (db, at: At) => {
    await planPayouts(worker(db, at));
    await sendPayouts(worker(db, at));
  }),
  reversePayout: define((db, by: By<ReversePayoutInput>) => reversePayout(as(db, by), by.input)),
  work: define(work),
  /** After a death: the same again, by whoever asked for it, before or after the worker has been through, and never to more effect. */
  settle: define(async (db, { again, isPatient, ...at }: Settled, statements) => {
    const repeat = () => PAYMENT_OPERATIONS[again.operation]!(db, again.input as never, statements);
    if (!isPatient) await repeat();
    await work(db, at);
    await repeat();
    await work(db, at);
  }),
  /** Everything that Stripe has ever told, late and all at once. */
  hearAll: define(async (db, at: At) => {
    for await (const event of stripeClient().events.list({ limit: 100 })) await keepEvent(worker(db, at), event);
    await work(db, at);
  }),
};
