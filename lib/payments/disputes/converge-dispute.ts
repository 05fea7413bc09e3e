import { eq, sql } from "drizzle-orm";
import type Stripe from "stripe";
import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { disputeMovements, disputes } from "@/db/schema";
import type { Context } from "@/lib/context";
import { type Currency, minorUnitMicros } from "@/lib/core/money";
import { isOver, isSettled } from "@/lib/core/payments/dispute";
import { HOUR_MS } from "@/lib/core/time";
import { newId } from "@/lib/ids";
import { lockPrepaidAccount } from "@/lib/ledger/accounts";
import { stripeClient } from "@/lib/stripe/client";
import type { Dispute, TopUp } from "../types";
import { bookMovement } from "./book-movement";
import { freezeFor, tellDesk, tellOfStranger } from "./dispute-consequences";
import { mailOfDispute } from "./dispute-mails";
import { findDisputed, idOf } from "./find-disputed";

const LOOK_AGAIN_MS = HOUR_MS;
export type Converged = "unknown" | "same" | "changed";

/**
 * Makes our dispute what Stripe's is now, whatever event or round it was that asked: keeps it, books what moved, freezes launches while it is open
 * or lost, tells the desk. The object is fetched, for events come late, twice and in any order.
 */
export async function convergeDispute(ctx: Context, stripeDisputeId: string): Promise<Converged> {
  // before the object is asked for: what it says is at least as new as this
  const lookedAt = await databaseNow(ctx.db);
  const theirs = await stripeClient().disputes.retrieve(stripeDisputeId);
  const topUp = await findDisputed(ctx, theirs);
  if (!topUp) {
    await tellOfStranger(ctx.db, theirs, lookedAt);
    return "unknown";
  }
  assertCurrency(theirs, topUp);
  return ctx.db.transaction(async (tx) => {
    await lockPrepaidAccount(tx, topUp.organizationId, topUp.currency);
    return converge(tx, topUp, theirs, lookedAt);
  });
}

/** Money of another currency is nobody's to convert: the event fails, and the desk sees why. */
function assertCurrency({ id, currency, balance_transactions: moved }: Stripe.Dispute, topUp: TopUp): void {
  for (const one of [currency, ...moved.map((movement) => movement.currency)])
    if (one.toUpperCase() !== topUp.currency) throw new Error(`${id} is in ${one}, ${topUp.id} in ${topUp.currency}`);
}

async function converge(tx: Transaction, topUp: TopUp, theirs: Stripe.Dispute, lookedAt: Date): Promise<Converged> {
  const at = await databaseNow(tx);
  const before = await keep(tx, topUp, theirs, lookedAt);
  const booked = await bookMovements(tx, before, theirs, at);
  const sums = await sumMovements(tx, before.id);
  const isStale = before.lookedAt > lookedAt;
  const state = isStale ? before.state : theirs.status;
  const takenMicros = sums.withdrawnMicros - sums.reinstatedMicros;
  const closedAt = isOver(state) ? (before.closedAt ?? at) : null;
  const isDone = isSettled({ state, takenMicros });
  const change = {
    ...(isStale ? {} : { ...read(theirs, before, at), lookedAt }),
    ...sums,
    state,
    closedAt,
    settledAt: isDone ? (before.settledAt ?? at) : null,
    lookAgainAt: new Date(at.getTime() + LOOK_AGAIN_MS),
  };
  const [dispute] = await tx.update(disputes).set(change).where(eq(disputes.id, before.id)).returning();
  await freezeFor(tx, dispute!, at);
  await tellDesk(tx, dispute!, at);
  if (booked > 0 && takenMicros > 0n) await mailOfDispute(tx, dispute!);
  return booked > 0 || state !== before.state || before.isNew ? "changed" : "same";
}

/** Our row under its lock; made where there is none yet. */
async function keep(
  tx: Transaction,
  { id: topUpId, organizationId, currency }: TopUp,
  theirs: Stripe.Dispute,
  lookedAt: Date,
): Promise<Dispute & { isNew: boolean }> {
  const { id: stripeDisputeId, amount, created, reason } = theirs;
  const inserted = await tx
    .insert(disputes)
    .values({
      id: newId("dsp"),
      organizationId,
      topUpId,
      stripeDisputeId,
      chargeId: idOf(theirs.charge),
      currency,
      amountMicros: inMicros(amount, currency),
      state: theirs.status,
      reason,
      openedAt: new Date(created * 1_000),
      lookedAt,
      lookAgainAt: lookedAt,
    })
    .onConflictDoNothing()
    .returning({ id: disputes.id });
  const [row] = await tx
    .select()
    .from(disputes)
    .where(eq(disputes.stripeDisputeId, stripeDisputeId))
    .for("no key update");
  return { ...row!, isNew: inserted.length > 0 };
}

/** What may change of it at Stripe. */
function read(theirs: Stripe.Dispute, { evidenceSubmittedAt, currency }: Dispute, at: Date) {
  const { evidence_details: evidence, network_reason_code: code, amount, reason } = theirs;
  return {
    reason,
    networkReasonCode: code ?? null,
    amountMicros: inMicros(amount, currency),
    evidenceDueAt: evidence.due_by ? new Date(evidence.due_by * 1_000) : null,
    evidenceSubmittedAt: evidence.submission_count > 0 ? (evidenceSubmittedAt ?? at) : evidenceSubmittedAt,
  };
}

/** Facts of Stripe's books: whatever is not booked yet is, however old the look is. Answers how many were new. */
async function bookMovements(tx: Transaction, dispute: Dispute, theirs: Stripe.Dispute, at: Date): Promise<number> {
  const rows = await tx
    .select({ ref: disputeMovements.ref })
    .from(disputeMovements)
    .where(eq(disputeMovements.disputeId, dispute.id));
  const known = new Set(rows.map(({ ref }) => ref));
  // what was taken before what came back of it
  const moved = [...theirs.balance_transactions].sort((a, b) => a.created - b.created || a.amount - b.amount);
  const missing = moved.filter(({ id }) => !known.has(id));
  for (const { id, amount, fee } of missing) {
    const { currency } = dispute;
    const movement = { ref: id, takenMicros: -inMicros(amount, currency), feeMicros: inMicros(fee, currency) };
    await bookMovement(tx, dispute, movement, at);
  }
  return missing.length;
}

const inMicros = (minor: number, currency: Currency): bigint => BigInt(minor) * minorUnitMicros(currency);

async function sumMovements(tx: Transaction, disputeId: string) {
  const { takenMicros: taken, feeMicros: fee } = disputeMovements;
  const [sums] = await tx
    .select({
      withdrawnMicros: sql<bigint>`coalesce(sum(${taken}) FILTER (WHERE ${taken} > 0), 0)::bigint`,
      reinstatedMicros: sql<bigint>`coalesce(-sum(${taken}) FILTER (WHERE ${taken} < 0), 0)::bigint`,
      feeMicros: sql<bigint>`coalesce(sum(${fee}), 0)::bigint`,
    })
    .from(disputeMovements)
    .where(eq(disputeMovements.disputeId, disputeId));
  return sums!;
}
