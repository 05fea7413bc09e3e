import { and, desc, eq, gte, isNull, or } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { stripeCalls, topUps } from "@/db/schema";
import { acrossTenants } from "@/db/tenancy";
import { recordAudit } from "@/lib/audit/record-audit";
import { findBillingCurrency } from "@/lib/catalog/customer-terms";
import type { Context } from "@/lib/context";
import { type Currency, parseMoney } from "@/lib/core/money";
import { refuseAmount } from "@/lib/core/payments/top-up";
import { HOUR_MS } from "@/lib/core/time";
import { AppError } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { newId } from "@/lib/ids";
import { lockPrepaidAccount } from "@/lib/ledger/accounts";
import { parseInput } from "@/lib/parse-input";
import { stripeClient } from "@/lib/stripe/client";
import { assertCardLimit } from "./card-limit";
import { planCall, planCustomer } from "./plan-call";
import { type StartTopUpInput, startTopUpSchema } from "./schemas";
import { sendStripeCall } from "./send-stripe-call";
import type { TopUp } from "./types";

/** A person who tries cards needs a handful; more is somebody testing stolen ones. */
const MOST_AN_HOUR = 10;

export interface StartedTopUp {
  topUpId: string;
  /** Where it is paid; null while Stripe has not answered: the top-up's page follows it. */
  checkoutUrl: string | null;
}

/**
 * Begins a payment into the prepaid balance and answers the page where it is made. Nothing is credited here: only what Stripe says was paid is.
 * The same key again answers the same payment; with another amount it is a conflict.
 */
export async function startTopUp(asked: Context, input: StartTopUpInput): Promise<StartedTopUp> {
  const ctx = acrossTenants(asked, "the call to Stripe is the platform's");
  const actor = authorize(ctx, "payment.make");
  const { amount, idempotencyKey } = parseInput(startTopUpSchema, input);
  stripeClient();
  const begun = await ctx.db.transaction(async (tx) => {
    const { organizationId, userId } = actor;
    const currency = await findBillingCurrency(tx, organizationId);
    const amountMicros = parseAmount(amount, currency);
    // one at a time for an organization, so that the limit and the key hold for requests at once
    await lockPrepaidAccount(tx, organizationId, currency);
    const wish = { organizationId, createdBy: userId, idempotencyKey, currency, amountMicros };
    return (await findSame(tx, wish)) ?? (await begin(tx, ctx, wish));
  });
  for (const callId of begun.callIds) await sendStripeCall(ctx, callId);
  const [topUp] = await ctx.db.select().from(topUps).where(eq(topUps.id, begun.topUpId));
  if (topUp?.state === "failed") throw new AppError("unavailable", `The payment could not be begun: ${topUp.failure}`);
  return { topUpId: begun.topUpId, checkoutUrl: topUp?.checkoutUrl ?? null };
}

interface Begun {
  topUpId: string;
  /** In the order in which they are to be sent. */
  callIds: string[];
}

type Wish = Pick<TopUp, "organizationId" | "createdBy" | "idempotencyKey" | "currency" | "amountMicros">;

function parseAmount(amount: string, currency: Currency): bigint {
  const micros = parseMoney(amount);
  const reason = micros === null ? "Enter an amount like 25 or 25.50." : refuseAmount(micros, currency);
  if (micros === null || reason !== null)
    throw new AppError("invalid_input", reason ?? "", { fields: { amount: [reason ?? ""] } });
  return micros;
}

async function findSame(tx: Transaction, { organizationId, idempotencyKey, ...wish }: Wish): Promise<Begun | null> {
  const [same] = await tx
    .select()
    .from(topUps)
    .where(and(eq(topUps.organizationId, organizationId), eq(topUps.idempotencyKey, idempotencyKey)));
  if (!same) return null;
  if (same.amountMicros !== wish.amountMicros || same.currency !== wish.currency)
    throw new AppError("conflict", "This request was sent before with another amount.");
  return { topUpId: same.id, callIds: await callsOf(tx, organizationId, same.id) };
}

async function begin(tx: Transaction, ctx: Context, wish: Wish): Promise<Begun> {
  const { organizationId, currency, amountMicros } = wish;
  const at = await databaseNow(tx);
  const since = new Date(at.getTime() - HOUR_MS);
  const recent = await tx.$count(topUps, and(eq(topUps.organizationId, organizationId), gte(topUps.createdAt, since)));
  if (recent >= MOST_AN_HOUR)
    throw new AppError("limit_exceeded", `At most ${MOST_AN_HOUR} payments can be begun in an hour. Try again later.`);
  await assertCardLimit(tx, { organizationId, currency }, amountMicros, at);
  const topUpId = newId("top");
  await tx.insert(topUps).values({ ...wish, id: topUpId, state: "created", createdAt: at, lookAgainAt: at });
  await planCustomer(tx, organizationId, at);
  await planCall(tx, "checkout", topUpId, at);
  await recordAudit(tx, ctx, {
    action: "top_up.start",
    targetId: topUpId,
    detail: { amountMicros: String(amountMicros), currency },
  });
  return { topUpId, callIds: await callsOf(tx, organizationId, topUpId) };
}

/** The customer's call first, for the page's needs its answer. */
async function callsOf(tx: Transaction, organizationId: string, topUpId: string): Promise<string[]> {
  const calls = await tx
    .select({ id: stripeCalls.id })
    .from(stripeCalls)
    .where(
      and(
        isNull(stripeCalls.endedAt),
        or(
          and(eq(stripeCalls.kind, "customer"), eq(stripeCalls.subjectId, organizationId)),
          and(eq(stripeCalls.kind, "checkout"), eq(stripeCalls.subjectId, topUpId)),
        ),
      ),
    )
    .orderBy(desc(stripeCalls.kind));
  return calls.map((call) => call.id);
}
