import { eq } from "drizzle-orm";
import type { Database } from "@/db/client";
import { topUps } from "@/db/schema";
import { sendDueCalls } from "@/lib/payments/send-due-calls";
import { setAutoTopUp } from "@/lib/payments/set-auto-top-up";
import { disputeOf, evidenceOf, payFor, readDispute } from "@/lib/payments/testing/disputed";
import { GOOD_CARD, Till } from "@/lib/payments/testing/till";
import { reconcilePayouts } from "@/lib/payouts/reconcile-payouts";
import { sendPayouts } from "@/lib/payouts/send-payouts";
import { Payday } from "@/lib/payouts/testing/payday";
import type { StripeStandIn } from "@/stand-ins/stripe/server";
import { type SetUp, STAND_IN } from "./payment-stage";

/** An operation with Stripe that is killed at every statement and request, and what comes before and after it. */
export interface PaymentScenario {
  name: string;
  /** By its name in PAYMENT_OPERATIONS. */
  operation: string;
  /** Leaves Stripe's state in the file. */
  prepare(stateFile: string): Promise<SetUp>;
  /** What happens once it is settled, where that is not the end: a person does something at Stripe. */
  goOn?(db: Database, stripe: StripeStandIn): Promise<void>;
  /** What is new at Stripe in the end; each line says how often, and how often it was there before. */
  makes: string[];
}

export const PAYMENT_SCENARIOS: PaymentScenario[] = [
  {
    name: "a top-up that is begun, and paid on its page",
    operation: "startTopUp",
    prepare: atTill(async ({ customer: { actor } }) => ({
      actor,
      input: { amount: "5", idempotencyKey: "begun-once" },
    })),
    goOn: payOnPage,
    makes: [
      "1 instead of 0 × customer",
      "1 instead of 0 × page of 500 complete",
      "1 instead of 0 × payment of 500 succeeded",
    ],
  },
  {
    name: "the events of a paid top-up",
    operation: "handleEvents",
    prepare: atTill(async (till) => {
      const { checkoutUrl } = await till.start("5");
      await till.pay(checkoutUrl);
      await till.receive();
      return {};
    }),
    makes: [],
  },
  {
    name: "an automatic top-up",
    operation: "autoTopUps",
    prepare: atTill(async (till) => {
      await payAndSettle(till, "5");
      await setAutoTopUp(till.customer.ctx, { threshold: "15", amount: "30", monthlyCap: "100" });
      return {};
    }),
    makes: ["1 instead of 0 × payment of 3000 succeeded"],
  },
  {
    name: "a refund of two payments",
    operation: "refund",
    prepare: atTill(async (till) => {
      await payAndSettle(till, "5");
      await payAndSettle(till, "7");
      const { organizationId } = till.customer;
      const input = { organizationId, amount: "10", reason: "Moved away", idempotencyKey: "refunded-once" };
      return { actor: till.desk.actor, input };
    }),
    makes: ["1 instead of 0 × refund of 300 succeeded", "1 instead of 0 × refund of 700 succeeded"],
  },
  {
    name: "the events of a dispute that is opened, and won in the end",
    operation: "handleEvents",
    prepare: atTill(async (till) => {
      await disputeOf(till, await payAndSettle(till, "5"));
      await till.receive();
      return {};
    }),
    goOn: winDispute,
    makes: [
      "0 instead of 1 × dispute of 500 needs_response, evidence 0 times",
      "1 instead of 0 × dispute of 500 won, evidence 0 times",
    ],
  },
  {
    name: "the events of a dispute that was opened and lost meanwhile",
    operation: "handleEvents",
    prepare: atTill(async (till) => {
      const { id } = await disputeOf(till, await payAndSettle(till, "5"));
      await till.stripe.admin.closeDispute(id, "lost");
      await till.receive();
      return {};
    }),
    makes: [],
  },
  {
    name: "evidence that is handed in",
    operation: "submitEvidence",
    prepare: atTill(async (till) => {
      const { id } = await disputeOf(till, await payAndSettle(till, "5"));
      await till.deliver();
      const { id: disputeId } = (await readDispute(till, id))!;
      return { actor: till.desk.actor, input: evidenceOf(disputeId, "It was used.") };
    }),
    makes: [
      "0 instead of 1 × dispute of 500 needs_response, evidence 0 times",
      "1 instead of 0 × dispute of 500 under_review, evidence 1 times",
    ],
  },
  {
    name: "a payout that is planned and sent",
    operation: "payOut",
    prepare: onPayday(async () => ({})),
    makes: ["1 instead of 0 × transfer of 59051"],
  },
  {
    name: "a payout that is taken back in part",
    operation: "reversePayout",
    prepare: onPayday(async (payday) => {
      await payday.plan();
      await sendPayouts(payday.worker());
      await payday.deliver();
      await reconcilePayouts(payday.worker());
      const [payout] = await payday.payouts();
      const input = { payoutId: payout!.id, amount: "1", reason: "A wrong host", idempotencyKey: "reversed-once" };
      return { actor: payday.desk.actor, input };
    }),
    makes: ["1 instead of 0 × reversal of 100"],
  },
];

/** At a till whose database and Stripe are left behind. */
function atTill(set: (till: Till) => Promise<object>): PaymentScenario["prepare"] {
  return async (stateFile) => {
    const till = await Till.open([], { ...STAND_IN, stateFile });
    till.setEnvironment();
    const input = { now: new Date(), ...(await set(till)) };
    await till.stripe.close();
    await till.database.pool.end();
    return { databaseUrl: till.database.url, input };
  };
}

/** After a week in which an operator has earned something. */
function onPayday(set: (payday: Payday) => Promise<object>): PaymentScenario["prepare"] {
  return async (stateFile) => {
    const payday = await Payday.open({ ...STAND_IN, stateFile });
    payday.setEnvironment();
    await payday.earnUntil("2026-02-09T00:20:00Z");
    await payday.account("DE");
    await payday.fund(90_000_000);
    await payday.deliver();
    const input = { now: payday.scene.now, ...(await set(payday)) };
    await payday.stripe.close();
    await payday.scene.database.pool.end();
    return { databaseUrl: payday.scene.database.url, input };
  };
}

/** A paid top-up of which nothing is left to be done. */
async function payAndSettle(till: Till, amount: string) {
  const { id } = await payFor(till, amount);
  await sendDueCalls(till.worker());
  await till.deliver();
  return till.topUp(id);
}

async function payOnPage(db: Database): Promise<void> {
  const [topUp] = await db.select().from(topUps).where(eq(topUps.state, "open"));
  await fetch(topUp!.checkoutUrl!, {
    method: "POST",
    body: new URLSearchParams({ card: GOOD_CARD }),
    redirect: "manual",
  });
}

async function winDispute(db: Database, { admin }: StripeStandIn): Promise<void> {
  const dispute = await db.query.disputes.findFirst();
  await admin.closeDispute(dispute!.stripeDisputeId, "won");
}
