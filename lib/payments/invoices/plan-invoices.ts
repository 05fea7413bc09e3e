import { sql } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import { stripeInvoices } from "@/db/schema";
import type { Context } from "@/lib/context";
import { DAYS_UNTIL_DUE } from "@/lib/core/payments/invoice";
import { stripeEnv } from "@/lib/env";
import { newId } from "@/lib/ids";
import { planCall, planCustomer } from "../plan-call";
import type { Invoice } from "../types";

export const INVOICES_AT_ONCE = 100;

interface Due extends Pick<Invoice, "statementId" | "organizationId" | "currency" | "amountMicros"> {
  [column: string]: unknown;
}

/**
 * An invoice at Stripe for each statement that booked something on a receivable and has none yet, planned in one transaction with its call. Only
 * customers on credit have such statements. Two workers at once plan one (unique statement). Answers how many.
 */
export async function planInvoices(ctx: Context): Promise<number> {
  if (!stripeEnv()) return 0;
  return ctx.db.transaction(async (tx) => {
    const at = await databaseNow(tx);
    const { rows } = await tx.execute<Due>(sql`
      SELECT s.id AS "statementId", s.organization_id AS "organizationId", s.currency, -e.amount_micros AS "amountMicros"
      FROM statements s
      JOIN ledger_transactions t ON t.kind = 'invoice' AND t.ref = s.id AND t.rev = 0
      JOIN ledger_entries e ON e.transaction_number = t.number
      JOIN ledger_accounts a ON a.number = e.account_number AND a.kind = 'customer_receivable'
      WHERE s.kind = 'invoice' AND NOT EXISTS (SELECT FROM stripe_invoices i WHERE i.statement_id = s.id)
      ORDER BY s.issued_at LIMIT ${INVOICES_AT_ONCE}`);
    if (rows.length === 0) return 0;
    const planned = await tx
      .insert(stripeInvoices)
      .values(
        rows.map((row) => ({
          ...row,
          id: newId("sin"),
          state: "planned" as const,
          daysUntilDue: DAYS_UNTIL_DUE,
          createdAt: at,
          lookAgainAt: at,
        })),
      )
      .onConflictDoNothing()
      .returning({ id: stripeInvoices.id, organizationId: stripeInvoices.organizationId });
    for (const { id, organizationId } of planned) {
      await planCustomer(tx, organizationId, at);
      await planCall(tx, "invoice", id, at);
    }
    return planned.length;
  });
}
