import { and, eq } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { organizations, refunds } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import { findBillingCurrency } from "@/lib/catalog/customer-terms";
import type { Context } from "@/lib/context";
import { type Currency, formatMoney, lesserOf, minorUnitMicros, parseMoney } from "@/lib/core/money";
import { AppError, notFound } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { newId } from "@/lib/ids";
import { lockPrepaidAccount } from "@/lib/ledger/accounts";
import { parseInput } from "@/lib/parse-input";
import { stripeClient } from "@/lib/stripe/client";
import { convergeRefund } from "./converge-refund";
import { moveClearing } from "./move-clearing";
import { planCall } from "./plan-call";
import { readRefundable } from "./refundable";
import { type RefundCustomerInput, refundCustomerSchema } from "./schemas";
import { sendStripeCall } from "./send-stripe-call";

/**
 * The desk sends unused money back to the cards that it came from, the last payment first. It is off the balance before Stripe is asked, so that it
 * cannot be used meanwhile; what does not arrive is put back. Nothing that has accrued, is held or was given as promotion goes back, and no payment
 * with a dispute that is open or lost. Sent again with the same key it is the same refund. Answers what goes back to how many payments.
 */
export async function refundCustomer(ctx: Context, input: RefundCustomerInput): Promise<{ payments: number }> {
  const actor = authorize(ctx, "customer.refund");
  const { organizationId, amount, reason, idempotencyKey, topUpId } = parseInput(refundCustomerSchema, input);
  stripeClient();
  const planned = await ctx.db.transaction(async (tx) => {
    const [customer] = await tx.select().from(organizations).where(eq(organizations.id, organizationId));
    if (customer?.kind !== "customer") throw notFound("customer");
    const currency = await findBillingCurrency(tx, organizationId);
    const amountMicros = parseAmount(amount, currency);
    await lockPrepaidAccount(tx, organizationId, currency);
    const common = { organizationId, currency, reason, requestKey: idempotencyKey, createdBy: actor.userId };
    return (await findSame(tx, common, amountMicros)) ?? (await plan(tx, ctx, common, amountMicros, topUpId));
  });
  for (const { refundId, callId } of planned)
    if (callId && (await sendStripeCall(ctx, callId)) === "done") await convergeRefund(ctx, refundId);
  return { payments: planned.length };
}

interface Planned {
  refundId: string;
  /** Null where it was sent already. */
  callId: string | null;
}

type Common = Pick<typeof refunds.$inferInsert, "organizationId" | "currency" | "reason" | "requestKey" | "createdBy">;

function refuse(reason: string, code: "invalid_input" | "limit_exceeded" | "conflict" = "invalid_input"): AppError {
  return new AppError(code, reason, { fields: { amount: [reason] } });
}

function parseAmount(amount: string, currency: Currency): bigint {
  const micros = parseMoney(amount);
  if (micros === null || micros <= 0n) throw refuse("Enter an amount above zero.");
  if (micros % minorUnitMicros(currency) !== 0n) throw refuse("Cards take whole cents only.");
  return micros;
}

async function findSame(tx: Transaction, common: Common, amountMicros: bigint): Promise<Planned[] | null> {
  const same = await tx
    .select()
    .from(refunds)
    .where(and(eq(refunds.organizationId, common.organizationId), eq(refunds.requestKey, common.requestKey)));
  if (same.length === 0) return null;
  if (same.reduce((sum, one) => sum + one.amountMicros, 0n) !== amountMicros)
    throw refuse("This request was sent before with another amount.", "conflict");
  return same.map(({ id }) => ({ refundId: id, callId: null }));
}

async function plan(
  tx: Transaction,
  ctx: Context,
  common: Common,
  amountMicros: bigint,
  topUpId: string | undefined,
): Promise<Planned[]> {
  const { organizationId, currency } = common;
  const at = await databaseNow(tx);
  const { payments, mostMicros } = await readRefundable(tx, { organizationId, currency, topUpId }, at);
  if (amountMicros > mostMicros)
    throw refuse(
      `At most ${formatMoney(mostMicros, currency)} is unused, came by card and is not disputed.`,
      "limit_exceeded",
    );
  const planned: Planned[] = [];
  let left = amountMicros;
  for (const { topUpId, leftMicros } of payments) {
    const micros = lesserOf(left, leftMicros);
    if (micros === 0n) break;
    left -= micros;
    planned.push(await planOne(tx, { ...common, topUpId, amountMicros: micros }, at));
  }
  await recordAudit(tx, ctx, {
    action: "customer.refund",
    targetId: organizationId,
    organizationId,
    detail: { amountMicros: String(amountMicros), currency, reason: common.reason },
  });
  return planned;
}

async function planOne(
  tx: Transaction,
  refund: Common & { topUpId: string; amountMicros: bigint },
  at: Date,
): Promise<Planned> {
  const id = newId("ref");
  const { organizationId, currency, amountMicros, reason } = refund;
  await tx.insert(refunds).values({ ...refund, id, state: "planned", createdAt: at, lookAgainAt: at });
  const to = { kind: "customer_prepaid", organizationId, currency } as const;
  await moveClearing(tx, { kind: "refund", ref: id, memo: reason, at, to, amountMicros: -amountMicros, currency });
  return { refundId: id, callId: await planCall(tx, "refund", id, at) };
}
