import { eq, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { disputeMovements, disputes } from "@/db/schema";
import type { AccountKind } from "@/lib/core/ledger/accounts";
import { borneMicros } from "@/lib/core/payments/dispute";
import { type AccountKey, accountKey, openAccounts } from "@/lib/ledger/accounts";
import { postTransaction } from "@/lib/ledger/post-transactions";
import type { Dispute } from "../types";

export interface Movement {
  /** Of the money fact: Stripe's balance transaction. */
  ref: string;
  /** What the bank took; below zero where it gave back. */
  takenMicros: bigint;
  feeMicros: bigint;
}

type Of = Pick<Dispute, "id" | "organizationId" | "topUpId" | "currency">;

/**
 * Books what moved by a dispute, once by its ref: out of clearing what the bank took and Stripe's fee; off the balance what the customer bears;
 * the rest is the platform's. The caller holds the lock of the customer's account, so that refunds and other disputes of the payment stand still.
 */
export async function bookMovement(tx: Transaction, of: Of, movement: Movement, at: Date): Promise<void> {
  const known = await readKnown(tx, of);
  const { ref, takenMicros, feeMicros } = movement;
  const borne = borneMicros({ ...known, takenMicros: known.takenMicros + takenMicros });
  const customerMicros = known.borneMicros - borne;
  const clearingMicros = takenMicros + feeMicros;
  if (clearingMicros === 0n && customerMicros === 0n) return;
  const kind =
    takenMicros < 0n || (takenMicros === 0n && customerMicros > 0n) ? "dispute_reinstated" : "dispute_withdrawn";
  await tx
    .insert(disputeMovements)
    .values({ ref, disputeId: of.id, kind, takenMicros, feeMicros, customerMicros, bookedAt: at });
  const { organizationId, currency } = of;
  const amounts: [AccountKey, bigint][] = [
    [{ kind: "customer_prepaid", organizationId, currency }, customerMicros],
    [platform("stripe_clearing", currency), clearingMicros],
    [platform("stripe_disputes", currency), -(clearingMicros + customerMicros)],
  ];
  const moved = amounts.filter(([, amountMicros]) => amountMicros !== 0n);
  const accounts = await openAccounts(
    tx,
    moved.map(([key]) => key),
  );
  await postTransaction(tx, {
    kind,
    ref,
    memo: `Of ${of.id}`,
    effectiveAt: at,
    entries: moved.map(([key, amountMicros]) => ({ ...accounts.get(accountKey(key))!, amountMicros })),
  });
}

/**
 * A refund of a disputed payment did not arrive and is back on the balance: what the platform bore because of it is the customer's again. A bank
 * turns one of the two away, not both.
 */
export async function bearAgain(tx: Transaction, refund: { id: string; topUpId: string }, at: Date): Promise<void> {
  const own = await tx.select().from(disputes).where(eq(disputes.topUpId, refund.topUpId)).orderBy(disputes.id);
  for (const dispute of own)
    await bookMovement(tx, dispute, { ref: `${refund.id}:${dispute.id}`, takenMicros: 0n, feeMicros: 0n }, at);
}

function platform(kind: AccountKind, currency: AccountKey["currency"]): AccountKey {
  return { kind, organizationId: null, currency };
}

interface Known extends Record<string, bigint> {
  paidMicros: bigint;
  refundedMicros: bigint;
  otherMicros: bigint;
  takenMicros: bigint;
  borneMicros: bigint;
}

async function readKnown(tx: Transaction, { id, topUpId }: Of): Promise<Known> {
  const { rows } = await tx.execute<Known>(sql`
    SELECT t.amount_micros AS "paidMicros",
      (SELECT coalesce(sum(r.amount_micros), 0)::bigint FROM refunds r WHERE r.top_up_id = t.id AND r.state <> 'failed') AS "refundedMicros",
      coalesce(-sum(m.customer_micros) FILTER (WHERE d.id <> ${id}), 0)::bigint AS "otherMicros",
      coalesce(sum(m.taken_micros) FILTER (WHERE d.id = ${id}), 0)::bigint AS "takenMicros",
      coalesce(-sum(m.customer_micros) FILTER (WHERE d.id = ${id}), 0)::bigint AS "borneMicros"
    FROM top_ups t LEFT JOIN disputes d ON d.top_up_id = t.id LEFT JOIN dispute_movements m ON m.dispute_id = d.id
    WHERE t.id = ${topUpId} GROUP BY t.id`);
  return rows[0]!;
}
