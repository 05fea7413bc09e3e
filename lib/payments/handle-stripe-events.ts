import { and, asc, eq, lte, sql } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import { stripeEvents } from "@/db/schema";
import type { Context } from "@/lib/context";
import { raiseNotice, resolveNotice } from "@/lib/identity/notices";
import { inWords } from "@/lib/stripe/refusal";
import type { EventReader } from "./event-reader";
import { PAYMENT_EVENTS } from "./payment-events";
import type { StripeEvent } from "./types";

export const EVENTS_AT_ONCE = 50;
const LEASE_MS = 60_000;
const FIRST_PAUSE_MS = 2_000;
const MOST_ATTEMPTS = 8;

/**
 * Acts on events that were kept: each is a reason to fetch its object and make ours what that is now, so that order and repetition do not matter.
 * Any number of workers; one that dies leaves its events to the next after a minute. Answers how many it took.
 */
export async function handleStripeEvents(ctx: Context, readers: EventReader[] = PAYMENT_EVENTS): Promise<number> {
  const events = await claim(ctx);
  const looks: Looks = new Map();
  for (const event of events) await handle(ctx, event, readers, looks);
  return events.length;
}

/** Of this batch, by reader and subject: an object is fetched once for all that was told of it before. */
type Looks = Map<string, Promise<boolean>>;

async function claim(ctx: Context): Promise<StripeEvent[]> {
  return ctx.db.transaction(async (tx) => {
    const at = await databaseNow(tx);
    const due = tx
      .select({ id: stripeEvents.id })
      .from(stripeEvents)
      .where(and(eq(stripeEvents.state, "received"), lte(stripeEvents.nextAttemptAt, at)))
      .orderBy(asc(stripeEvents.nextAttemptAt))
      .limit(EVENTS_AT_ONCE)
      .for("update", { skipLocked: true });
    const claimed = await tx
      .update(stripeEvents)
      .set({ attempts: sql`${stripeEvents.attempts} + 1`, nextAttemptAt: new Date(at.getTime() + LEASE_MS) })
      .where(sql`${stripeEvents.id} IN (${due})`)
      .returning();
    // an update answers in any order: the same batch is handled the same way each time
    return claimed.sort((a, b) => a.receivedAt.getTime() - b.receivedAt.getTime() || (a.id < b.id ? -1 : 1));
  });
}

/** Still as it was claimed: where the claim ran out, or the desk has it looked at anew, what comes of that counts. */
const inHand = ({ id, attempts }: StripeEvent) =>
  and(eq(stripeEvents.id, id), eq(stripeEvents.state, "received"), eq(stripeEvents.attempts, attempts));

async function handle(ctx: Context, event: StripeEvent, readers: EventReader[], looks: Looks): Promise<void> {
  try {
    const isOurs = await look(ctx, event, readers, looks);
    const at = await databaseNow(ctx.db);
    const kept = await ctx.db
      .update(stripeEvents)
      .set({ state: isOurs ? "handled" : "unknown", handledAt: at, error: null })
      .where(inHand(event))
      .returning({ id: stripeEvents.id });
    if (kept.length === 0) return;
    await resolveNotice(ctx.db, null, noticeKey(event), at);
  } catch (error) {
    await putOff(ctx, event, inWords(error));
  }
}

/** Answers whether it is about something of ours. */
async function look(ctx: Context, event: StripeEvent, readers: EventReader[], looks: Looks): Promise<boolean> {
  for (const [at, reader] of readers.entries()) {
    if (!reader.about.test(event.type)) continue;
    const subject = reader.subjectOf?.(event) ?? event.id;
    const key = `${at} ${subject}`;
    const answer = looks.get(key) ?? reader.look(ctx, event);
    looks.set(key, answer);
    if (await answer) return true;
  }
  return false;
}

async function putOff(ctx: Context, event: StripeEvent, error: string): Promise<void> {
  const at = await databaseNow(ctx.db);
  const isOver = event.attempts >= MOST_ATTEMPTS;
  const next = new Date(at.getTime() + FIRST_PAUSE_MS * 4 ** (event.attempts - 1));
  const kept = await ctx.db
    .update(stripeEvents)
    .set({ error, nextAttemptAt: next, ...(isOver ? { state: "failed" as const } : {}) })
    .where(inHand(event))
    .returning({ id: stripeEvents.id });
  if (!isOver || kept.length === 0) return;
  const title = `An event of Stripe's could not be acted on: ${event.type}`;
  const notice = { organizationId: null, key: noticeKey(event), severity: "critical", title, body: error } as const;
  await raiseNotice(ctx.db, { ...notice, href: "/desk/payments" }, at);
}

const noticeKey = (event: StripeEvent) => `stripe_event:${event.id}`;
