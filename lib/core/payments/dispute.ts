/**
 * Stripe's states of a dispute. More may come: what is not known here is kept as it is, freezes launches like an open one, and asks for a
 * person. `warning_…` are inquiries, by which no money moves yet.
 */
export const DISPUTE_STATES = [
  "needs_response",
  "under_review",
  "won",
  "lost",
  "warning_needs_response",
  "warning_under_review",
  "warning_closed",
  "prevented",
  "appeal_needs_response",
  "appeal_under_review",
] as const;
export type DisputeState = (typeof DISPUTE_STATES)[number];

const NEEDS_ANSWER: readonly string[] = ["needs_response", "warning_needs_response"];
/** Over, and nothing of the payment is taken: whatever else there is keeps a customer from launching. */
const HARMLESS: readonly string[] = ["won", "warning_closed", "prevented"];

/** A payment with a dispute in another state is not refunded. One with an inquiry is: that keeps it from becoming a dispute. */
export const REFUNDABLE_DISPUTE_STATES = [...HARMLESS, "warning_needs_response", "warning_under_review"];

export const isKnownState = (state: string): state is DisputeState =>
  (DISPUTE_STATES as readonly string[]).includes(state);
export const isHarmless = (state: string): boolean => HARMLESS.includes(state);
export const isOver = (state: string): boolean => isHarmless(state) || state === "lost";
/** What nobody here knows, and appeals, which take files that only Stripe's dashboard takes. */
export const needsPerson = (state: string): boolean => !isKnownState(state) || state === "appeal_needs_response";
/** Whether evidence can be handed in now. */
export const needsAnswer = (state: string): boolean => NEEDS_ANSWER.includes(state);

/** Evidence that is not handed in this long before its deadline is asked for again. */
export const REMIND_BEFORE_MS = 48 * 3_600_000;

export interface DisputeMoney {
  /** Micros that the bank took, less what it gave back: of all that Stripe has booked so far. */
  takenMicros: bigint;
  state: string;
}

/** Whether no more money is expected to move: a won dispute brings its amount back, a lost one has taken it. */
export function isSettled({ takenMicros, state }: DisputeMoney): boolean {
  if (isHarmless(state)) return takenMicros === 0n;
  return state === "lost" && takenMicros > 0n;
}

export interface Borne {
  /** Of the payment that is disputed. */
  paidMicros: bigint;
  /** Of it, what went back to the card by refunds. */
  refundedMicros: bigint;
  /** Of it, what the customer bears of other disputes. */
  otherMicros: bigint;
  /** What the bank has taken by this one, less what it gave back. */
  takenMicros: bigint;
}

/**
 * What a customer bears of a dispute: what the bank took, never more than is left of the payment. A bank can take back what was refunded
 * already: that is the platform's loss, for the customer had it once.
 */
export function borneMicros({ paidMicros, refundedMicros, otherMicros, takenMicros }: Borne): bigint {
  const room = paidMicros - refundedMicros - otherMicros;
  const least = takenMicros < room ? takenMicros : room;
  return least > 0n ? least : 0n;
}
