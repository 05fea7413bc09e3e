import { and, asc, eq, gt, gte, inArray, isNull, lte, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { autoTopUps, topUps } from "@/db/schema";
import type { Context } from "@/lib/context";
import { billingMonth } from "@/lib/core/billing-month";
import { formatMoney, lesserOf, minorUnitMicros } from "@/lib/core/money";
import { largestAmount } from "@/lib/core/payments/top-up";
import { stripeEnv } from "@/lib/env";
import { readOpenFreezes } from "@/lib/identity/launch-freezes";
import { raiseNotice, resolveNotice } from "@/lib/identity/notices";
import { newId } from "@/lib/ids";
import { readStandings, type Standing } from "@/lib/leases/standings";
import { readSnapshot } from "@/lib/metering/snapshot";
import { refuseByCard } from "./card-limit";
import { convergeTopUp } from "./converge-top-up";
import { planCall } from "./plan-call";
import { sendStripeCall } from "./send-stripe-call";

const BATCH = 100;
/** Between two charges of one customer. */
const COOLDOWN_MS = 60_000;
const CAP_REACHED = "auto_top_up.cap";
const DAY_REACHED = "auto_top_up.day";

type Wish = typeof autoTopUps.$inferSelect;

/**
 * Charges the kept cards of customers who asked for it and have less left than they said. One charge of a customer is under way at a time (unique
 * index), and its row is there before Stripe is asked; any number of workers. All are looked at, a batch at a time. Answers how many it began.
 */
export async function runAutoTopUps(ctx: Context, options: { batch?: number } = {}): Promise<number> {
  if (!stripeEnv()) return 0;
  const batch = options.batch ?? BATCH;
  let begun = 0;
  for (let after = ""; ; ) {
    const { short, last, isLast } = await listShort(ctx, after, batch);
    for (const one of short) if (await topUp(ctx, one)) begun += 1;
    if (isLast) return begun;
    after = last;
  }
}

async function topUp(ctx: Context, organizationId: string): Promise<boolean> {
  const started = await ctx.db.transaction((tx) => begin(tx, organizationId));
  if (!started) return false;
  if ((await sendStripeCall(ctx, started.callId)) === "done") await convergeTopUp(ctx, started.topUpId);
  return true;
}

/** Of a batch, those whose money, with what has accrued taken off, is under their threshold. */
async function listShort(
  ctx: Context,
  after: string,
  limit: number,
): Promise<{ short: string[]; last: string; isLast: boolean }> {
  return readSnapshot(ctx.db, async (tx) => {
    const at = await databaseNow(tx);
    const wishes = await tx
      .select()
      .from(autoTopUps)
      .where(
        and(isNull(autoTopUps.stoppedReason), lte(autoTopUps.nextAttemptAt, at), gt(autoTopUps.organizationId, after)),
      )
      .orderBy(asc(autoTopUps.organizationId))
      .limit(limit);
    const page = { last: wishes.at(-1)?.organizationId ?? "", isLast: wishes.length < limit };
    if (wishes.length === 0) return { ...page, short: [] };
    const left = await readLeft(tx, wishes, at);
    const short = wishes.flatMap(({ organizationId, thresholdMicros }, index) =>
      left[index]! < thresholdMicros ? organizationId : [],
    );
    return { ...page, short };
  });
}

/** What each has left, with what has accrued taken off, in their order. */
async function readLeft(tx: Transaction, wishes: readonly Wish[], at: Date): Promise<bigint[]> {
  const payers = wishes.map(({ organizationId, currency }) => ({ organizationId, currency }));
  const ids = wishes.map((wish) => wish.organizationId);
  const standings = await readStandings(tx, ids, at, { payers });
  const of = (wish: Wish): Standing | undefined =>
    standings.find((one) => one.organizationId === wish.organizationId && one.currency === wish.currency);
  return wishes.map((wish) => of(wish)?.leftMicros ?? 0n);
}

async function begin(tx: Transaction, organizationId: string) {
  const at = await databaseNow(tx);
  const [wish] = await tx
    .select()
    .from(autoTopUps)
    .where(eq(autoTopUps.organizationId, organizationId))
    .for("no key update", { skipLocked: true });
  if (!wish || wish.stoppedReason !== null || wish.nextAttemptAt > at) return null;
  await tx
    .update(autoTopUps)
    .set({ nextAttemptAt: new Date(at.getTime() + COOLDOWN_MS) })
    .where(eq(autoTopUps.organizationId, organizationId));
  const underWay = and(eq(topUps.organizationId, organizationId), eq(topUps.kind, "auto"), isNull(topUps.endedAt));
  if ((await tx.$count(topUps, underWay)) > 0) return null;
  // after it: what was under way when they were found short may be on the balance by now
  const [leftMicros] = await readLeft(tx, [wish], at);
  if (leftMicros! >= wish.thresholdMicros) return null;
  const amountMicros = amountOf(wish, leftMicros!);
  const spentMicros = await chargedInMonth(tx, organizationId, at);
  if (spentMicros + amountMicros > wish.monthlyCapMicros) {
    await tellOfCap(tx, wish, spentMicros, at);
    return null;
  }
  await resolveNotice(tx, organizationId, CAP_REACHED, at);
  if (!(await mayBeCharged(tx, wish, amountMicros, at))) return null;
  const topUpId = newId("top");
  const { currency } = wish;
  const row = { id: topUpId, organizationId, kind: "auto", idempotencyKey: topUpId, currency, amountMicros } as const;
  await tx.insert(topUps).values({ ...row, state: "created", createdAt: at, lookAgainAt: at });
  return { topUpId, callId: await planCall(tx, "payment_intent", topUpId, at) };
}

/** What was asked for, or what is missing to the threshold where that is more; in whole minor units, and what may be paid at once. */
function amountOf({ amountMicros, thresholdMicros, currency }: Wish, leftMicros: bigint): bigint {
  const unit = minorUnitMicros(currency);
  const missing = ((thresholdMicros - leftMicros + unit - 1n) / unit) * unit;
  return lesserOf(missing > amountMicros ? missing : amountMicros, largestAmount(currency));
}

async function chargedInMonth(tx: Transaction, organizationId: string, at: Date): Promise<bigint> {
  const [row] = await tx
    .select({ micros: sql<bigint>`coalesce(sum(${topUps.amountMicros}), 0)::bigint` })
    .from(topUps)
    .where(
      and(
        eq(topUps.organizationId, organizationId),
        eq(topUps.kind, "auto"),
        inArray(topUps.state, ["created", "processing", "paid"]),
        gte(topUps.createdAt, billingMonth(at).from),
      ),
    );
  return row!.micros;
}

/** A card whose holder's bank has a question is not charged while nobody is there, nor more a day than people may pay. */
async function mayBeCharged(tx: Transaction, wish: Wish, amountMicros: bigint, at: Date): Promise<boolean> {
  const { organizationId } = wish;
  if ((await readOpenFreezes(tx, organizationId)).length > 0) return false;
  const reason = await refuseByCard(tx, wish, amountMicros, at);
  if (reason === null) {
    await resolveNotice(tx, organizationId, DAY_REACHED, at);
    return true;
  }
  const title = "The automatic top-up waits: the day's limit for cards is reached";
  const notice = {
    organizationId,
    key: DAY_REACHED,
    severity: "critical",
    title,
    body: reason,
    href: "/billing",
  } as const;
  await raiseNotice(tx, notice, at);
  return false;
}

async function tellOfCap(tx: Transaction, wish: Wish, spentMicros: bigint, at: Date): Promise<void> {
  const { organizationId, currency, monthlyCapMicros } = wish;
  const [spent, cap] = [spentMicros, monthlyCapMicros].map((micros) => formatMoney(micros, currency));
  const notice = {
    organizationId,
    key: CAP_REACHED,
    severity: "critical",
    title: "The automatic top-up has reached its cap for this month",
    body: `${spent} of ${cap} was charged this month (UTC). Raise the cap or add money yourself.`,
    href: "/billing",
  } as const;
  await raiseNotice(tx, notice, at);
}
