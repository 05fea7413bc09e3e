import type Stripe from "stripe";
import type { DbOrTx, Transaction } from "@/db/client";
import { formatMoney, minorUnitMicros } from "@/lib/core/money";
import { isHarmless, isOver, needsAnswer, needsPerson, REMIND_BEFORE_MS } from "@/lib/core/payments/dispute";
import { endFreeze, placeFreeze } from "@/lib/identity/launch-freezes";
import { raiseNotice, resolveNotice } from "@/lib/identity/notices";
import type { Dispute } from "../types";

export const disputeNotice = (id: string) => `dispute:${id}`;
export const dueNotice = (id: string) => `dispute_due:${id}`;

const HELP = "Write to support and name this payment; if you did not mean to dispute it, tell your bank.";

/** Open, it freezes launches; lost, anew, whatever was lifted before; over and harmless, no more. */
export async function freezeFor(tx: Transaction, dispute: Dispute, at: Date): Promise<void> {
  const { id, organizationId, state, amountMicros, currency, topUpId } = dispute;
  const lost = `${id}:lost`;
  if (isHarmless(state)) {
    for (const key of [id, lost]) await endFreeze(tx, key, "The dispute is over.", at);
    return;
  }
  const payment = `payment ${topUpId} of ${formatMoney(amountMicros, currency)}`;
  if (state === "lost") {
    const reason = `Your bank took back ${payment}. ${HELP}`;
    await placeFreeze(tx, { organizationId, sourceKey: lost, reason }, at);
    await endFreeze(tx, id, "The dispute was lost, which is a reason of its own.", at);
    return;
  }
  const reason = `Your bank disputes ${payment}. ${HELP}`;
  await placeFreeze(tx, { organizationId, sourceKey: id, reason }, at);
}

/** While evidence can be handed in and was not, and where Stripe says what nobody here knows. */
export async function tellDesk(tx: Transaction, dispute: Dispute, at: Date): Promise<void> {
  const { id, organizationId, state, amountMicros, currency, reason, evidenceDueAt, evidenceSubmittedAt } = dispute;
  const amount = formatMoney(amountMicros, currency);
  const common = { organizationId: null, href: `/desk/disputes/${id}` } as const;
  if (needsPerson(state)) {
    const title = `A dispute of ${amount} needs a person`;
    const body = `Stripe says "${state}" of it, which cannot be answered here. Look at it in Stripe's dashboard; launches of ${organizationId} stay frozen.`;
    await raiseNotice(tx, { ...common, key: disputeNotice(id), severity: "critical", title, body }, at);
    return;
  }
  if (isOver(state) || !needsAnswer(state) || evidenceSubmittedAt !== null) {
    for (const key of [disputeNotice(id), dueNotice(id)]) await resolveNotice(tx, null, key, at);
    return;
  }
  const by = evidenceDueAt ? ` Evidence is due by ${evidenceDueAt.toISOString()}.` : "";
  const title = `A payment of ${amount} is disputed (${reason.replaceAll("_", " ")})`;
  const body = `Launches of ${organizationId} are frozen.${by}`;
  await raiseNotice(tx, { ...common, key: disputeNotice(id), severity: "warning", title, body }, at);
  await remind(tx, dispute, at);
}

/** Two days before the deadline at the latest the desk hears of it once more. */
export async function remind(tx: DbOrTx, dispute: Dispute, at: Date): Promise<boolean> {
  const { id, amountMicros, currency, evidenceDueAt, evidenceSubmittedAt, state } = dispute;
  if (!evidenceDueAt || evidenceSubmittedAt !== null || !needsAnswer(state)) return false;
  if (evidenceDueAt.getTime() - at.getTime() >= REMIND_BEFORE_MS) return false;
  const notice = {
    organizationId: null,
    key: dueNotice(id),
    severity: "critical",
    title: `A dispute of ${formatMoney(amountMicros, currency)} is lost without evidence soon`,
    body: `Evidence is due by ${evidenceDueAt.toISOString()}, and none was handed in. A draft is there to be sent.`,
    href: `/desk/disputes/${id}`,
  } as const;
  return raiseNotice(tx, notice, at);
}

/** Real money, though no top-up of ours. */
export async function tellOfStranger(db: DbOrTx, theirs: Stripe.Dispute, at: Date): Promise<void> {
  const { id, amount, currency, status } = theirs;
  const unit = currency.toUpperCase();
  const isOurs = unit === "USD" || unit === "CNY" || unit === "JPY";
  const sum = isOurs ? formatMoney(BigInt(amount) * minorUnitMicros(unit), unit) : `${amount} ${unit}`;
  if (isOver(status)) {
    await resolveNotice(db, null, disputeNotice(id), at);
    return;
  }
  const notice = {
    organizationId: null,
    key: disputeNotice(id),
    severity: "warning",
    title: `A payment of ${sum} is disputed that no customer made here`,
    body: `${id} is "${status}". Answer it in Stripe's dashboard.`,
    href: "/desk/disputes",
  } as const;
  await raiseNotice(db, notice, at);
}
