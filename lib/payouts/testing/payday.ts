import { eq, sql } from "drizzle-orm";
import type Stripe from "stripe";
import { vi } from "vitest";
import { ledgerAccounts, payoutAccounts, payouts } from "@/db/schema";
import { createMember, type TestParty } from "@/db/testing/context";
import { createBuyer } from "@/db/testing/market";
import { Scene } from "@/db/testing/scene";
import { closeHours } from "@/lib/billing/close-hours";
import { runUntil } from "@/lib/billing/testing/months";
import { newId } from "@/lib/ids";
import { closeDays } from "@/lib/ledger/close-day";
import { PAYMENT_CALLS } from "@/lib/payments/calls/payment-calls";
import { handleStripeEvents } from "@/lib/payments/handle-stripe-events";
import { PAYMENT_EVENTS } from "@/lib/payments/payment-events";
import { receiveStripeEvent, receiveThinEvent } from "@/lib/payments/receive-stripe-event";
import { sendDueCalls } from "@/lib/payments/send-due-calls";
import { requestFaults } from "@/lib/payments/testing/request-faults";
import { stripeClient } from "@/lib/stripe/client";
import { type StandInOptions, type StripeStandIn, startStripeStandIn } from "@/stand-ins/stripe/server";
import { PAYOUT_CALLS } from "../calls/payout-calls";
import { convergePayoutAccount } from "../converge-payout-account";
import { decidePayoutAccount } from "../decide-payout-account";
import { PAYOUT_EVENTS } from "../payout-events";
import { planPayouts } from "../plan-payouts";
import { requestPayoutAccount } from "../request-payout-account";

const SECRET = "whsec_payday";
/** A Monday; the first payout is for the week that begins here. */
const START = new Date("2026-02-02T00:00:00Z");

/** An operator that earns on a market of its own, the platform's desk, and a Stripe of their own. */
export class Payday {
  private container: ReturnType<Scene["container"]> | null = null;

  private constructor(
    readonly scene: Scene,
    readonly stripe: StripeStandIn,
    /** Another owner of the operator, and another of the desk. */
    readonly secondOwner: TestParty,
    readonly secondDesk: TestParty,
  ) {}

  static async open(options: StandInOptions = {}): Promise<Payday> {
    const scene = await Scene.open(START);
    const { operator, platform } = scene.market;
    const { db } = scene.database;
    const second = await createMember(db, operator, "owner");
    return new Payday(scene, await startStripeStandIn(options), second, await createMember(db, platform, "admin"));
  }

  /** Before each test: vitest takes it back after each. */
  setEnvironment(): void {
    vi.stubEnv("STRIPE_SECRET_KEY", "sk_test_payday");
    vi.stubEnv("STRIPE_API_URL", this.stripe.url);
    vi.stubEnv("STRIPE_WEBHOOK_SECRET", SECRET);
    vi.stubEnv("STRIPE_THIN_WEBHOOK_SECRET", SECRET);
    vi.stubEnv("NEXTAUTH_URL", "https://openhall.test");
    vi.stubEnv("NEXTAUTH_SECRET", "a secret of more than thirty-two characters");
  }

  async close(): Promise<void> {
    await this.stripe.close();
    await this.scene.close();
  }

  get operator(): TestParty {
    return this.scene.market.operator;
  }

  get desk(): TestParty {
    return this.scene.market.platform;
  }

  worker() {
    return this.scene.worker();
  }

  /** Two accelerators run from the first call on; what they earned until then is proven, billed and closed. */
  async earnUntil(at: string): Promise<void> {
    if (!this.container) {
      const buyer = await createBuyer(this.scene.market, "50000");
      const lease = await buyer.launch(2);
      await this.scene.pass(3);
      this.container = this.scene.container(lease);
      await this.container.beat();
    }
    await runUntil(this.scene, [this.container], at);
    await closeHours(this.worker());
    await closeDays(this.worker());
  }

  /** Where the operator is paid, by Stripe where its country is, in force. */
  async account(country = "DE"): Promise<string> {
    const bank = { beneficiary: "Hall 1 Ltd", bankName: "ICBC", accountNumber: "6222021001116245702", bic: "ICBKCNBJ" };
    const input = { country, currency: "USD" as const, ...bank };
    const { accountId } = await requestPayoutAccount(this.operator.ctx, input);
    await decidePayoutAccount(this.secondOwner.ctx, { accountId, approve: true });
    const { stripeAccountId } = await this.readAccount(accountId);
    if (stripeAccountId) {
      await this.stripe.admin.activateAccount(stripeAccountId);
      await convergePayoutAccount(this.worker(), stripeAccountId);
    }
    return accountId;
  }

  async readAccount(id: string) {
    const [row] = await this.scene.database.db.select().from(payoutAccounts).where(eq(payoutAccounts.id, id));
    return row!;
  }

  /** Money of ours at Stripe that transfers can be made of. */
  async fund(cents: number): Promise<void> {
    const stripe = stripeClient();
    const customer = await stripe.customers.create({ email: "buyer@example.test" }, { idempotencyKey: newId("req") });
    const method = await stripe.paymentMethods.attach(
      "pm_card_bypassPending",
      { customer: customer.id },
      { idempotencyKey: newId("req") },
    );
    const payment = { amount: cents, currency: "usd", customer: customer.id, payment_method: method.id };
    await stripe.paymentIntents.create(
      { ...payment, off_session: true, confirm: true },
      { idempotencyKey: newId("req") },
    );
  }

  plan(): Promise<number> {
    return planPayouts(this.worker());
  }

  payouts() {
    return this.scene.database.db.select().from(payouts).orderBy(payouts.createdAt, payouts.id);
  }

  async payable(): Promise<bigint> {
    const rows = await this.scene.database.db
      .select()
      .from(ledgerAccounts)
      .where(eq(ledgerAccounts.kind, "operator_payable"));
    return rows.reduce((sum, row) => sum + (row.balanceMicros ?? 0n), 0n);
  }

  async transfers(): Promise<Stripe.Transfer[]> {
    return (await stripeClient().transfers.list({ limit: 100 })).data;
  }

  /** Everything in the outbox is due. */
  async sendAll(): Promise<void> {
    for (let round = 0; round < 4; round++) {
      await this.scene.database.db.execute(sql`
        UPDATE stripe_calls SET next_attempt_at = platform_now() - interval '1 s', leased_until = platform_now() - interval '1 s'
        WHERE ended_at IS NULL`);
      await sendDueCalls(this.worker(), { ...PAYMENT_CALLS, ...PAYOUT_CALLS });
    }
  }

  /** What Stripe has told of transfers. */
  async deliver(): Promise<void> {
    await this.receive();
    await this.handleAll();
  }

  /** Kept, and not acted on yet. */
  async receive(): Promise<void> {
    const { data } = await stripeClient().events.list({ limit: 100 });
    for (const event of data.reverse()) {
      const payload = JSON.stringify(event);
      await receiveStripeEvent(this.worker(), payload, this.sign(payload));
    }
  }

  /** A thin notification, as Stripe would send it. */
  async notify(type: string, accountId: string, id: string = newId("evt")): Promise<boolean> {
    const related = { id: accountId, type: "v2.core.account", url: `/v2/core/accounts/${accountId}` };
    const created = new Date().toISOString();
    const payload = JSON.stringify({
      id,
      object: "v2.core.event",
      created,
      livemode: false,
      type,
      related_object: related,
    });
    return receiveThinEvent(this.worker(), payload, this.sign(payload));
  }

  sign(payload: string, secret = SECRET): string {
    return stripeClient().webhooks.generateTestHeaderString({ payload, secret });
  }

  async handleAll(): Promise<void> {
    while ((await handleStripeEvents(this.worker(), [...PAYMENT_EVENTS, ...PAYOUT_EVENTS])) > 0);
  }

  /** What the audit finds wrong, what the stand-in did wrong itself, and requests without a key of ours or of another version. */
  async findings(): Promise<unknown[]> {
    return [
      ...(await this.scene.findings()),
      ...(await this.stripe.admin.contractFaults()),
      ...(await requestFaults(this.stripe)),
    ];
  }
}
