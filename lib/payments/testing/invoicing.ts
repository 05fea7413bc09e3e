import { asc, eq, sql } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import { creditNotes, customerTerms, type ledgerAccounts, stripeInvoices } from "@/db/schema";
import { issueStatement } from "@/lib/billing/issue-statement";
import { addMonths, monthOf } from "@/lib/core/billing/month";
import { newId } from "@/lib/ids";
import { openAccount } from "@/lib/ledger/accounts";
import { postTransaction } from "@/lib/ledger/post-transactions";
import { planInvoices } from "../invoices/plan-invoices";
import { reconcilePayments } from "../reconcile-payments";
import { sendDueCalls } from "../send-due-calls";
import type { Till } from "./till";

/** A till whose customer pays by invoice. */
export class Invoicing {
  private months = 0;
  constructor(readonly till: Till) {}

  async allowCredit(): Promise<void> {
    await this.till.database.db
      .insert(customerTerms)
      .values({ organizationId: this.till.customer.organizationId, creditLimitMicros: 1_000_000_000n });
  }

  /** As usage does, whose segments these tests need not have. */
  private charge(amountMicros: bigint) {
    const { organizationId } = this.till.customer;
    return this.till.database.db.transaction(async (tx) => {
      const prepaid = await openAccount(tx, { kind: "customer_prepaid", organizationId, currency: "USD" });
      const revenue = await openAccount(tx, { kind: "platform_revenue", organizationId: null, currency: "USD" });
      await postTransaction(tx, {
        kind: "manual_adjustment",
        ref: newId("req"),
        effectiveAt: await databaseNow(tx),
        entries: [
          { ...prepaid, amountMicros: -amountMicros },
          { ...revenue, amountMicros },
        ],
      });
    });
  }

  /** A month whose statement asks for this much. */
  async owe(...micros: bigint[]): Promise<string> {
    const { organizationId } = this.till.customer;
    for (const amountMicros of micros) await this.charge(amountMicros);
    const month = addMonths(monthOf(new Date()), this.months++);
    const key = { side: "customer", organizationId, currency: "USD", month } as const;
    const id = await issueStatement(this.till.worker(), key);
    if (!id) throw new Error("no statement was issued");
    return id;
  }

  /** The invoice of a new month, sent to the customer. */
  async open(...micros: bigint[]) {
    const statementId = await this.owe(...micros);
    await planInvoices(this.till.worker());
    await this.work();
    return this.ofStatement(statementId);
  }

  /** What the worker does by itself, as if minutes had passed. */
  async work(rounds = 3): Promise<void> {
    for (let round = 0; round < rounds; round++) {
      await this.passTime();
      await sendDueCalls(this.till.worker());
      await reconcilePayments(this.till.worker());
    }
  }

  passTime() {
    return this.till.database.db.execute(sql`WITH
      calls AS (UPDATE stripe_calls SET next_attempt_at = now() - interval '1 s', leased_until = now() - interval '1 s' WHERE ended_at IS NULL),
      events AS (UPDATE stripe_events SET next_attempt_at = now() - interval '1 s' WHERE state = 'received')
      UPDATE stripe_invoices SET look_again_at = now() - interval '1 s'`);
  }

  async ofStatement(statementId: string) {
    const [row] = await this.till.database.db
      .select()
      .from(stripeInvoices)
      .where(eq(stripeInvoices.statementId, statementId));
    return row!;
  }

  async read(id: string) {
    const [row] = await this.till.database.db.select().from(stripeInvoices).where(eq(stripeInvoices.id, id));
    return row!;
  }

  notes() {
    return this.till.database.db.select().from(creditNotes).orderBy(asc(creditNotes.id));
  }

  /** Of all accounts of a kind. */
  async balance(kind: (typeof ledgerAccounts.$inferSelect)["kind"]): Promise<bigint> {
    const { rows } = await this.till.database.db.execute<{ micros: bigint }>(sql`
      SELECT coalesce(sum(e.amount_micros), 0)::bigint AS micros FROM ledger_entries e
      JOIN ledger_accounts a ON a.number = e.account_number WHERE a.kind = ${kind}`);
    return rows[0]!.micros;
  }
}
