import { eq, sql } from "drizzle-orm";
import type Stripe from "stripe";
import { vi } from "vitest";
import { ledgerAccounts, stripeEvents, topUps } from "@/db/schema";
import { createCustomer, createPlatform, type TestParty, testContext } from "@/db/testing/context";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import type { Context } from "@/lib/context";
import { newId } from "@/lib/ids";
import { auditBooks } from "@/lib/metering/audit-books";
import { stripeClient } from "@/lib/stripe/client";
import {
  type StandInOptions,
  type StripeStandIn,
  startStripeStandIn,
  type WebhookTarget,
} from "@/stand-ins/stripe/server";
import { handleStripeEvents } from "../handle-stripe-events";
import { receiveStripeEvent } from "../receive-stripe-event";
import { startTopUp } from "../start-top-up";
import { requestFaults } from "./request-faults";

export const GOOD_CARD = "4242424242424242";
export const DECLINED_CARD = "4000000000000002";
const WEBHOOK_SECRET = "whsec_till";

/** A customer and the desk with a database of their own, and a Stripe of their own. */
export class Till {
  private constructor(
    readonly database: TestDatabase,
    readonly stripe: StripeStandIn,
    readonly customer: TestParty,
    readonly desk: TestParty,
  ) {}

  /** Stripe tells the targets, if any, of every event; what a test tells itself is apart from that. */
  static async open(webhooks: WebhookTarget[] = [], options: StandInOptions = {}): Promise<Till> {
    const database = await createTestDatabase();
    const stripe = await startStripeStandIn({ webhooks, ...options });
    return new Till(database, stripe, await createCustomer(database.db), await createPlatform(database.db));
  }

  /** Before each test: vitest takes it back after each. */
  setEnvironment(): void {
    vi.stubEnv("STRIPE_SECRET_KEY", "sk_test_till");
    vi.stubEnv("STRIPE_API_URL", this.stripe.url);
    vi.stubEnv("STRIPE_WEBHOOK_SECRET", `whsec_before,${WEBHOOK_SECRET}`);
    vi.stubEnv("NEXTAUTH_URL", "https://openhall.test");
  }

  async close(): Promise<void> {
    await this.stripe.close();
    await this.database.close();
  }

  worker(): Context {
    return testContext(this.database.db, { type: "system", name: "test-worker" });
  }

  start(amount = "25", idempotencyKey: string = newId("req")) {
    return startTopUp(this.customer.ctx, { amount, idempotencyKey });
  }

  /** By the hosted page, as a browser does. */
  async pay(checkoutUrl: string | null, card = GOOD_CARD): Promise<number> {
    const response = await fetch(checkoutUrl!, {
      method: "POST",
      body: new URLSearchParams({ card }),
      redirect: "manual",
    });
    return response.status;
  }

  /** All that Stripe has told so far, oldest first. */
  async events(): Promise<Stripe.Event[]> {
    const all = await stripeClient().events.list({ limit: 100 });
    return all.data.reverse();
  }

  sign(event: Stripe.Event, secret = WEBHOOK_SECRET, timestamp = Math.floor(Date.now() / 1_000)) {
    const payload = JSON.stringify(event);
    return { payload, header: stripeClient().webhooks.generateTestHeaderString({ payload, secret, timestamp }) };
  }

  /** All that Stripe has told so far, or what is of these types. */
  async receive(types?: RegExp): Promise<void> {
    for (const event of await this.events()) {
      if (types && !types.test(event.type)) continue;
      const { payload, header } = this.sign(event);
      await receiveStripeEvent(this.worker(), payload, header);
    }
  }

  async deliver(types?: RegExp): Promise<void> {
    await this.receive(types);
    await this.handleAll();
  }

  async handleAll(): Promise<void> {
    while ((await handleStripeEvents(this.worker())) > 0);
  }

  async topUp(id: string) {
    const [row] = await this.database.db.select().from(topUps).where(eq(topUps.id, id));
    return row!;
  }

  async eventStates() {
    return (await this.database.db.select().from(stripeEvents)).map(({ type, state }) => ({ type, state }));
  }

  /** Of the accounts of a kind, all together. */
  async balance(kind: "customer_prepaid"): Promise<bigint> {
    const rows = await this.database.db.select().from(ledgerAccounts).where(eq(ledgerAccounts.kind, kind));
    return rows.reduce((sum, row) => sum + (row.balanceMicros ?? 0n), 0n);
  }

  /** The audit's invariants that a damage breaks; it is taken back. */
  async brokenBy(damage: string): Promise<number[]> {
    const takenBack = new Error("taken back");
    const found: number[] = [];
    const damaging = this.database.db.transaction(async (tx) => {
      await tx.execute(sql.raw(damage));
      const findings = await auditBooks(tx as never);
      found.push(...findings.filter(({ violations }) => violations > 0).map(({ invariant }) => invariant.number));
      throw takenBack;
    });
    await damaging.catch((error: Error) => {
      if (error !== takenBack) throw error;
    });
    return found;
  }

  /** What the audit finds wrong, what the stand-in did wrong itself, and requests without a key of ours or of another version. */
  async findings(): Promise<unknown[]> {
    const books = (await auditBooks(this.database.db)).filter((finding) => finding.violations > 0);
    return [...books, ...(await this.stripe.admin.contractFaults()), ...(await requestFaults(this.stripe))];
  }
}
