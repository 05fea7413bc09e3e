import { eq, sql } from "drizzle-orm";
import { disputes, fraudWarnings, launchFreezes, ledgerAccounts, ledgerEntries } from "@/db/schema";
import type { AccountKind } from "@/lib/core/ledger/accounts";
import { EVIDENCE_FIELDS, type Evidence } from "@/lib/core/payments/evidence";
import { newId } from "@/lib/ids";
import { refundCustomer } from "../refund-customer";
import type { Till } from "./till";

/** Pays on the page and lets the payment's events come; its top-up. */
export async function payFor(till: Till, amount: string) {
  const { topUpId, checkoutUrl } = await till.start(amount);
  await till.pay(checkoutUrl);
  await till.deliver(/^(checkout|payment_intent|charge\.succeeded)/);
  return till.topUp(topUpId);
}

type Paid = Awaited<ReturnType<typeof payFor>>;

/** The cardholder disputes it at the bank; nobody here knows yet. */
export const disputeOf = (till: Till, { chargeId }: Paid, options: { reason?: string; amount?: number } = {}) =>
  till.stripe.admin.openDispute({ charge: chargeId!, ...options });

export async function readDispute(till: Till, stripeDisputeId: string) {
  const [row] = await till.database.db.select().from(disputes).where(eq(disputes.stripeDisputeId, stripeDisputeId));
  return row;
}

export const warningsOf = (till: Till) => till.database.db.select().from(fraudWarnings).orderBy(fraudWarnings.id);

/** Source keys of a customer's freezes, with `lifted` behind those that are. */
export async function freezesOf(till: Till): Promise<string[]> {
  const rows = await till.database.db.select().from(launchFreezes).orderBy(launchFreezes.placedAt, launchFreezes.id);
  return rows.map(({ sourceKey, liftedAt }) => (liftedAt ? `${sourceKey} lifted` : sourceKey));
}

/** Of all accounts of a kind, by their entries. */
export async function sumOf(till: Till, kind: AccountKind): Promise<bigint> {
  const [row] = await till.database.db
    .select({ sum: sql<bigint>`coalesce(sum(${ledgerEntries.amountMicros}), 0)::bigint` })
    .from(ledgerEntries)
    .innerJoin(ledgerAccounts, eq(ledgerAccounts.number, ledgerEntries.accountNumber))
    .where(eq(ledgerAccounts.kind, kind));
  return row!.sum;
}

/** Keys of the desk's open notices about disputes and warnings. */
export async function deskNotices(till: Till): Promise<string[]> {
  const { rows } = await till.database.db.execute<{ key: string }>(sql`
    SELECT split_part(key, ':', 1) AS key FROM notices WHERE organization_id IS NULL AND resolved_at IS NULL AND key ~ '^(dispute|fraud)' ORDER BY 1`);
  return rows.map(({ key }) => key);
}

/** As if the time had come to look again, to send again, and to take up what the dead had in hand. */
export const passTime = (till: Till) =>
  till.database.db.execute(sql`WITH
    calls AS (UPDATE stripe_calls SET leased_until = now() - interval '1 s', next_attempt_at = now() - interval '1 s' WHERE ended_at IS NULL),
    events AS (UPDATE stripe_events SET next_attempt_at = now() - interval '1 s' WHERE state = 'received'),
    refunded AS (UPDATE refunds SET look_again_at = now() - interval '1 s'),
    warned AS (UPDATE fraud_warnings SET look_again_at = now() - interval '1 s'),
    paid AS (UPDATE top_ups SET created_at = created_at - interval '2 hours', look_again_at = now() - interval '1 s')
    UPDATE disputes SET look_again_at = now() - interval '1 s'`);

const BLANK = Object.fromEntries(EVIDENCE_FIELDS.map((name) => [name, ""])) as Evidence;

/** Evidence of one text alone, as the stand-in decides by. */
export const evidenceOf = (disputeId: string, text: string) => ({ ...BLANK, disputeId, uncategorized_text: text });

/** The desk sends unused money back. */
export const refundFor = (till: Till, amount: string) =>
  refundCustomer(till.desk.ctx, {
    organizationId: till.customer.organizationId,
    amount,
    reason: "Moved away",
    idempotencyKey: newId("req"),
  });
