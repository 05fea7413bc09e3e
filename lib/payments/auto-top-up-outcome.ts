import { and, eq, isNull, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { autoTopUps, stripeCustomers } from "@/db/schema";
import { formatMoney } from "@/lib/core/money";
import { HOUR_MS } from "@/lib/core/time";
import { raiseNotice, resolveNotice } from "@/lib/identity/notices";
import { queueMail } from "@/lib/mail/queue-mail";
import { autoTopUpFailedMail, lostCardMail, payHref } from "./payment-mails";
import type { TopUp } from "./types";

export const AUTO_TOP_UP_FAILED = "auto_top_up.failed";
/** After the first and the second failure; a third stops it. */
const PAUSES_MS = [6 * HOUR_MS, 24 * HOUR_MS];
/** No card pays without its owner's word: trying again asks for the same. */
const NEEDS_OWNER = /authenticat/i;

export async function autoTopUpPaid(tx: Transaction, organizationId: string, at: Date): Promise<void> {
  await tx.update(autoTopUps).set({ failures: 0 }).where(eq(autoTopUps.organizationId, organizationId));
  await resolveNotice(tx, organizationId, AUTO_TOP_UP_FAILED, at);
}

/** Tries again in six hours, then a day later, then no more; the customer is told each time what to do. */
export async function autoTopUpFailed(tx: Transaction, topUp: TopUp, reason: string, at: Date): Promise<void> {
  const { organizationId, amountMicros, currency } = topUp;
  const [changed] = await tx
    .update(autoTopUps)
    .set({ failures: sql`${autoTopUps.failures} + 1` })
    .where(eq(autoTopUps.organizationId, organizationId))
    .returning();
  const pauseMs = changed && !NEEDS_OWNER.test(reason) ? PAUSES_MS[changed.failures - 1] : undefined;
  await tx
    .update(autoTopUps)
    .set(pauseMs === undefined ? { stoppedReason: reason } : { nextAttemptAt: new Date(at.getTime() + pauseMs) })
    .where(eq(autoTopUps.organizationId, organizationId));
  const nextAttemptAt = pauseMs === undefined ? null : new Date(at.getTime() + pauseMs);
  const [customer] = await tx
    .select({ card: stripeCustomers.paymentMethodLabel })
    .from(stripeCustomers)
    .where(eq(stripeCustomers.organizationId, organizationId));
  const failure = { reason, needsOwner: NEEDS_OWNER.test(reason), card: customer?.card ?? null, nextAttemptAt };
  await queueMail(tx, autoTopUpFailedMail(topUp, failure));
  const next =
    pauseMs === undefined
      ? "It is not tried again by itself. Add money with your card to go on; that also makes it the card for later."
      : `It is tried again in ${pauseMs / HOUR_MS} hours. Adding money yourself settles it now.`;
  await raiseNotice(
    tx,
    {
      organizationId,
      key: AUTO_TOP_UP_FAILED,
      severity: "critical",
      title: "The automatic top-up did not go through",
      body: `${formatMoney(amountMicros, currency)}: ${reason} ${next}`,
      href: payHref(topUp),
    },
    at,
  );
}

/** The card that it charges is gone: stopped until its owner says which one is charged instead. */
export async function autoTopUpLostCard(tx: Transaction, organizationId: string, card: string | null, at: Date) {
  const reason = `The card that it charges${card ? ` (${card})` : ""} was removed.`;
  const [stopped] = await tx
    .update(autoTopUps)
    .set({ stoppedReason: reason })
    .where(and(eq(autoTopUps.organizationId, organizationId), isNull(autoTopUps.stoppedReason)))
    .returning();
  if (!stopped) return;
  const { amountMicros, currency } = stopped;
  await raiseNotice(
    tx,
    {
      organizationId,
      key: AUTO_TOP_UP_FAILED,
      severity: "critical",
      title: "The automatic top-up has stopped",
      body: `${reason} Add a card, then save the automatic top-up again.`,
      href: "/billing",
    },
    at,
  );
  await queueMail(tx, lostCardMail({ organizationId, amountMicros, currency, method: card, reason }, at));
}
