import type Stripe from "stripe";
import type { Transaction } from "@/db/client";
import { inWords } from "@/lib/stripe/refusal";
import type { StripeCall } from "../types";

export type Request = Record<string, unknown>;

/** What the outbox knows of a kind of call. */
export interface CallKind<T extends { id: string } = { id: string }> {
  /** The request as it will be sent each time; null where something that it needs is not there yet. */
  prepare(tx: Transaction, call: StripeCall, at: Date): Promise<Request | null>;
  send(stripe: Stripe, call: StripeCall): Promise<T>;
  /** What an earlier attempt made, by its metadata. */
  find(stripe: Stripe, call: StripeCall): Promise<T | null>;
  /** What follows from the answer; once. */
  apply(tx: Transaction, call: StripeCall, answer: T, at: Date): Promise<void>;
  refused(tx: Transaction, call: StripeCall, reason: string, at: Date): Promise<void>;
  /** Nobody knows whether it was done; it goes on being looked up and asked for. */
  unknown?(tx: Transaction, call: StripeCall, reason: string, at: Date): Promise<void>;
  /** Of a refusal that time mends: when to ask again, under another key. Null where it is final. */
  askAgainInMs?(error: unknown): number | null;
  /** Of one that was put off: why it is not asked for again, if it is not wanted any more. Nothing of it is at Stripe. */
  calledOff?(tx: Transaction, call: StripeCall): Promise<string | null>;
  putOff?(tx: Transaction, call: StripeCall, reason: string, at: Date): Promise<void>;
  /** Whoever waits for it is told by `refused`, so the desk need not be. */
  tellsOfRefusal?: boolean;
}

/** By the name that `stripe_calls.kind` has. */
export type CallKinds = Partial<Record<StripeCall["kind"], CallKind<never>>>;

/** Every request goes under a key of ours: the row's id, so that sending it again makes no second. */
export const under = ({ id, keyGeneration }: StripeCall) => ({
  idempotencyKey: keyGeneration === 0 ? id : `${id}:${keyGeneration}`,
});

/** A list that Stripe does not give says nothing of what an earlier attempt made, so whatever the reason it is no refusal of the call. */
export async function findIn<T>(list: AsyncIterable<T>, isIt: (one: T) => boolean): Promise<T | null> {
  try {
    for await (const one of list) if (isIt(one)) return one;
    return null;
  } catch (error) {
    throw new Error(`It cannot be looked up: ${inWords(error)}`, { cause: error });
  }
}
