import { formatMoney, plainDecimal } from "@/lib/core/money";
import type { Mail } from "@/lib/mail/queue-mail";
import type { TopUp } from "./types";

const OWNERS = ["owner"] as const;
type Money = Pick<TopUp, "amountMicros" | "currency">;
const amountOf = ({ amountMicros, currency }: Money) => formatMoney(amountMicros, currency);

/** Opens the form for the amount, so that its owner pays with the card in hand. */
export function payHref({ amountMicros }: Pick<TopUp, "amountMicros">): string {
  return `/billing?pay=${plainDecimal(amountMicros)}`;
}

/** For whoever pays: the owners. */
export function receiptMail(topUp: TopUp, paidAt: Date): Mail {
  const { id, organizationId, paidWith: method, receiptUrl, kind } = topUp;
  return {
    template: "receipt",
    props: {
      amount: amountOf(topUp),
      method,
      paidAt: paidAt.toISOString(),
      topUpId: id,
      isAutomatic: kind === "auto",
      receiptUrl,
      href: `/billing/top-ups/${id}`,
    },
    fact: `receipt:${id}`,
    to: { organizationId, roles: OWNERS },
  };
}

interface Failure {
  reason: string;
  /** That was charged. */
  card: string | null;
  /** The bank wants a word of the card's owner, which nobody was there to give. */
  needsOwner: boolean;
  nextAttemptAt: Date | null;
}

export function autoTopUpFailedMail(topUp: TopUp, { reason, card, needsOwner, nextAttemptAt }: Failure): Mail {
  return {
    template: "auto-top-up-failed",
    props: {
      amount: amountOf(topUp),
      method: card,
      cause: needsOwner ? "authentication" : "declined",
      reason,
      nextAttemptAt: nextAttemptAt?.toISOString() ?? null,
      href: payHref(topUp),
    },
    fact: `auto-top-up-failed:${topUp.id}`,
    to: { organizationId: topUp.organizationId, roles: OWNERS },
  };
}

interface LostCard extends Money {
  organizationId: string;
  method: string | null;
  reason: string;
}

export function lostCardMail(lost: LostCard, at: Date): Mail {
  const { organizationId, method, reason } = lost;
  return {
    template: "auto-top-up-failed",
    props: {
      amount: amountOf(lost),
      method,
      cause: "card_removed",
      reason,
      nextAttemptAt: null,
      href: "/billing",
    },
    fact: `auto-top-up-lost-card:${organizationId}:${at.toISOString()}`,
    to: { organizationId, roles: OWNERS },
  };
}
