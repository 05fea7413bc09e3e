import { and, eq, lte, or, sql } from "drizzle-orm";
import type Stripe from "stripe";
import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { stripeCalls } from "@/db/schema";
import type { Context } from "@/lib/context";
import { raiseNotice, resolveNotice } from "@/lib/identity/notices";
import { stripeClient } from "@/lib/stripe/client";
import { inWords, isServerError, refusalOf } from "@/lib/stripe/refusal";
import type { CallKind, CallKinds } from "./calls/call-kind";
import { PAYMENT_CALLS } from "./calls/payment-calls";
import type { StripeCall } from "./types";

const LEASE_MS = 60_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 15 * 60_000;
/** Some five hours of trying; then a person is told, and it is tried from time to time (`rearmCalls`). */
const MOST_ATTEMPTS = 30;
const STUCK_PAUSE_MS = 60 * 60_000;
export type Sent = "done" | "refused" | "later";

/**
 * Sends one call of the outbox, if it is due and nobody else has it in hand. The network is asked between two transactions: one that claims the
 * call, and one that keeps the answer with all that follows from it. Killed in between, the call is taken up when its claim has run out: the
 * object is looked up, for Stripe forgets keys after a day, and else asked for under the same key, which Stripe answers as before.
 */
export async function sendStripeCall(ctx: Context, callId: string, kinds: CallKinds = PAYMENT_CALLS): Promise<Sent> {
  const claimed = await ctx.db.transaction((tx) => claim(tx, callId, kinds));
  if (!claimed) return "later";
  const { call, kind } = claimed;
  try {
    const answer = await ask(ctx, stripeClient(), call, kind);
    await ctx.db.transaction((tx) => keepAnswer(tx, call, kind, answer));
    return "done";
  } catch (error) {
    const refusal = refusalOf(error);
    const pauseMs = kind.askAgainInMs?.(error) ?? null;
    if (refusal === null || pauseMs !== null) {
      await ctx.db.transaction((tx) => putOff(tx, claimed, error, pauseMs));
      return "later";
    }
    return ctx.db.transaction((tx) => keepRefusal(tx, call, kind, refusal));
  }
}

interface Claimed {
  call: StripeCall;
  kind: CallKind;
}

async function claim(tx: Transaction, callId: string, kinds: CallKinds): Promise<Claimed | null> {
  const at = await databaseNow(tx);
  const [found] = await tx
    .select()
    .from(stripeCalls)
    .where(
      and(
        eq(stripeCalls.id, callId),
        or(
          and(eq(stripeCalls.state, "planned"), lte(stripeCalls.nextAttemptAt, at)),
          and(eq(stripeCalls.state, "sending"), lte(stripeCalls.leasedUntil, at)),
        ),
      ),
    )
    .for("update", { skipLocked: true });
  if (!found) return null;
  const kind = kinds[found.kind] as CallKind | undefined;
  if (!kind) throw new Error(`no kind of call here is named ${found.kind}`);
  // its last answer was a refusal, and nothing was asked since
  const isOff = found.failedThere ? await kind.calledOff?.(tx, found) : null;
  if (isOff) {
    await refuse(tx, found, kind, isOff, at);
    return null;
  }
  const request = found.request ?? (await kind.prepare(tx, found, at));
  if (!request) {
    // what it needs is not there yet: others that are due come first
    const next = new Date(at.getTime() + FIRST_PAUSE_MS);
    await tx.update(stripeCalls).set({ nextAttemptAt: next }).where(eq(stripeCalls.id, callId));
    return null;
  }
  const [claimed] = await tx
    .update(stripeCalls)
    .set({
      state: "sending",
      request,
      attempts: found.attempts + 1,
      firstSentAt: found.firstSentAt ?? at,
      leasedUntil: new Date(at.getTime() + LEASE_MS),
    })
    .where(eq(stripeCalls.id, callId))
    .returning();
  return { call: claimed!, kind };
}

async function ask(ctx: Context, stripe: Stripe, call: StripeCall, kind: CallKind): Promise<{ id: string }> {
  const keyed = call.failedThere ? await withNewKey(ctx, call) : call;
  const made = call.attempts > 1 ? await kind.find(stripe, keyed) : null;
  return made ?? kind.send(stripe, keyed);
}

/** A v1 call that ended in a 500 is answered with that 500 for as long as its key is kept; nothing was made, so another key makes no second. */
async function withNewKey(ctx: Context, call: StripeCall): Promise<StripeCall> {
  const [changed] = await ctx.db
    .update(stripeCalls)
    .set({ keyGeneration: call.keyGeneration + 1, failedThere: false })
    .where(eq(stripeCalls.id, call.id))
    .returning();
  return changed!;
}

async function keepAnswer(tx: Transaction, call: StripeCall, kind: CallKind, answer: { id: string }): Promise<void> {
  const at = await databaseNow(tx);
  const kept = await tx
    .update(stripeCalls)
    .set({ state: "done", responseId: answer.id, error: null, leasedUntil: null, endedAt: at })
    .where(and(eq(stripeCalls.id, call.id), sql`${stripeCalls.endedAt} IS NULL`))
    .returning({ id: stripeCalls.id });
  if (kept.length === 0) return tellOfSurprise(tx, call, answer, at);
  await kind.apply(tx, call, answer, at);
  await resolveNotice(tx, null, noticeKey(call), at);
}

/** Another worker was refused while this one was asking: ours says that it was not done, and it was. */
async function tellOfSurprise(tx: Transaction, call: StripeCall, { id }: { id: string }, at: Date): Promise<void> {
  const [now] = await tx.select({ state: stripeCalls.state }).from(stripeCalls).where(eq(stripeCalls.id, call.id));
  if (now?.state !== "refused") return;
  await tellDesk(tx, call, `Stripe did it after all: ${id}. The books say that it was refused.`, at, "critical");
}

/** Still in the hand of whoever claimed it for this attempt: where the claim ran out, what another hears counts. */
const inHand = (call: StripeCall) =>
  and(eq(stripeCalls.id, call.id), eq(stripeCalls.state, "sending"), eq(stripeCalls.attempts, call.attempts));

async function keepRefusal(tx: Transaction, call: StripeCall, kind: CallKind, reason: string): Promise<Sent> {
  const at = await databaseNow(tx);
  const [held] = await tx.select({ id: stripeCalls.id }).from(stripeCalls).where(inHand(call)).for("update");
  if (!held) return "later";
  await refuse(tx, call, kind, reason, at);
  return "refused";
}

async function refuse(tx: Transaction, call: StripeCall, kind: CallKind, reason: string, at: Date): Promise<void> {
  await tx
    .update(stripeCalls)
    .set({ state: "refused", error: reason, leasedUntil: null, endedAt: at })
    .where(eq(stripeCalls.id, call.id));
  await kind.refused(tx, call, reason, at);
  if (!kind.tellsOfRefusal) await tellDesk(tx, call, `Stripe refused it: ${reason}`, at);
}

/** `pauseMs` of a refusal that time mends: it is kept under its key, as a 500 is, so the next attempt takes another. */
async function putOff(tx: Transaction, { call, kind }: Claimed, error: unknown, pauseMs: number | null): Promise<void> {
  const reason = inWords(error);
  const at = await databaseNow(tx);
  const isStuck = pauseMs === null && call.attempts >= MOST_ATTEMPTS;
  const backOffMs = isStuck ? STUCK_PAUSE_MS : Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (call.attempts - 1));
  const kept = await tx
    .update(stripeCalls)
    .set({
      state: isStuck ? "stuck" : "planned",
      error: reason,
      failedThere: isServerError(error) || pauseMs !== null,
      leasedUntil: null,
      nextAttemptAt: new Date(at.getTime() + (pauseMs ?? backOffMs)),
    })
    .where(inHand(call))
    .returning({ id: stripeCalls.id });
  if (kept.length === 0) return;
  if (pauseMs === null) await kind.unknown?.(tx, call, reason, at);
  else await kind.putOff?.(tx, call, reason, at);
  if (isStuck) await tellDesk(tx, call, `Its outcome is unknown after ${call.attempts} attempts: ${reason}`, at);
}

const noticeKey = (call: StripeCall) => `stripe_call:${call.id}`;

async function tellDesk(
  tx: Transaction,
  call: StripeCall,
  body: string,
  at: Date,
  severity: "warning" | "critical" = "warning",
): Promise<void> {
  const title = `A call to Stripe needs a person: ${call.kind} of ${call.subjectId}`;
  const notice = { organizationId: null, key: noticeKey(call), severity, title, body } as const;
  await raiseNotice(tx, { ...notice, href: "/desk/payments" }, at);
}
