import { asc, eq, sql } from "drizzle-orm";
import { reconciliationDifferences, reconciliations } from "@/db/schema";
import { installTestClock, setTestClock } from "@/db/testing/clock";
import type { TransactionKind } from "@/lib/core/ledger/accounts";
import { newId } from "@/lib/ids";
import { stripeClient } from "@/lib/stripe/client";
import { moveClearing } from "../move-clearing";
import { reconcileBalance } from "../reconciliation/reconcile-balance";
import { reconcileNow } from "../reconciliation/reconcile-now";
import type { Till } from "./till";

const DAY_MS = 86_400_000;

/** A key for what a person does at Stripe. */
const byHand = () => ({ idempotencyKey: newId("req") });

/** A till whose books are held against the balance at Stripe. */
export class Reconciling {
  private days = 0;
  constructor(readonly till: Till) {}

  /** Two more days are over: what was on its way is late now. */
  async passDays(): Promise<void> {
    this.days += 2;
    const at = new Date(Date.now() + this.days * DAY_MS);
    if (this.days === 2) await installTestClock(this.till.database.db, at);
    else await setTestClock(this.till.database.db, at);
  }

  async run(): Promise<typeof reconciliations.$inferSelect> {
    await reconcileNow(this.till.desk.ctx);
    await reconcileBalance(this.till.worker());
    const runs = await this.runs();
    return runs.at(-1)!;
  }

  runs() {
    return this.till.database.db
      .select()
      .from(reconciliations)
      .orderBy(asc(reconciliations.startedAt), asc(reconciliations.id));
  }

  open() {
    return this.till.database.db
      .select()
      .from(reconciliationDifferences)
      .where(eq(reconciliationDifferences.state, "open"))
      .orderBy(asc(reconciliationDifferences.kind), asc(reconciliationDifferences.type));
  }

  /** Into the books alone: what Stripe holds for us grows by it. */
  async book(kind: TransactionKind, amountMicros: bigint, ref: string = newId("req")): Promise<void> {
    await this.till.database.db.transaction((tx) =>
      moveClearing(tx, {
        kind,
        ref,
        memo: "By mistake",
        at: new Date(),
        to: { kind: "rounding", organizationId: null, currency: "USD" },
        amountMicros,
        currency: "USD",
      }),
    );
  }

  /** As a person does in Stripe's dashboard: a payment that nothing of ours asked for. */
  async strayPayment(amount: number): Promise<void> {
    const stripe = stripeClient();
    const customer = await stripe.customers.create({ email: "stray@else.test" }, byHand());
    await stripe.paymentIntents.create(
      {
        amount,
        currency: "usd",
        customer: customer.id,
        payment_method: "pm_card_visa",
        confirm: true,
        off_session: true,
      },
      byHand(),
    );
  }

  /** Money to an operator, as the payouts domain books it. */
  async transfer(amount: number): Promise<{ transferId: string; payoutId: string }> {
    const stripe = stripeClient();
    const payoutId = newId("req");
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
      },
      byHand(),
    );
    await this.till.stripe.admin.activateAccount(account.id);
    const { id } = await stripe.transfers.create(
      {
        amount,
        currency: "usd",
        destination: account.id,
        metadata: { payout_id: payoutId },
      },
      byHand(),
    );
    return { transferId: id, payoutId };
  }

  async noticed(): Promise<number> {
    const { rows } = await this.till.database.db.execute(
      sql`SELECT 1 FROM notices WHERE key LIKE 'reconciliation.%' AND ended_at IS NULL`,
    );
    return rows.length;
  }
}
