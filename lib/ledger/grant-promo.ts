import { and, eq } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { organizations, promoGrants } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { formatMoney, MICROS_PER_UNIT } from "@/lib/core/money";
import { AppError, notFound } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { newId } from "@/lib/ids";
import { lockAccount, openAccount } from "./accounts";
import type { GrantPromoInput } from "./adjustment-schemas";
import { postTransaction } from "./post-transactions";

const LARGEST_GRANT_MICROS = 100_000n * MICROS_PER_UNIT;
const LONGEST_MS = 3 * 366 * 86_400_000;
const DAY_MS = 86_400_000;

/**
 * Promotional money for a customer, used before prepaid money and gone after the last day (UTC): promo +, promo expense −. The same
 * key and customer again books nothing and answers with the same grant; with another amount it is a conflict.
 */
export async function grantPromo(ctx: Context, input: GrantPromoInput): Promise<{ grantId: string }> {
  const actor = authorize(ctx, "promo.grant");
  return ctx.db.transaction(async (tx) => {
    const now = await databaseNow(tx);
    const expiresAt = new Date(Date.parse(`${input.expiresOn}T00:00:00Z`) + DAY_MS);
    assertInput(input, expiresAt, now);
    const [customer] = await tx.select().from(organizations).where(eq(organizations.id, input.organizationId));
    if (customer?.kind !== "customer") throw notFound("customer");
    const { organizationId, amountMicros, currency, reason } = input;
    const account = await lockAccount(tx, { kind: "customer_promo", organizationId, currency });
    const known = await findGrant(tx, input);
    if (known) return answerAgain(known, input);
    const expense = await openAccount(tx, { kind: "promo_expense", organizationId: null, currency });
    const grantId = newId("prm");
    await postTransaction(tx, {
      kind: "promo_grant",
      ref: grantId,
      effectiveAt: now,
      memo: reason,
      entries: [
        { accountNumber: account.accountNumber, currency, amountMicros },
        { accountNumber: expense.accountNumber, currency, amountMicros: -amountMicros },
      ],
    });
    await tx.insert(promoGrants).values({
      id: grantId,
      organizationId,
      currency,
      amountMicros,
      remainingMicros: amountMicros,
      reason,
      expiresAt,
      idempotencyKey: input.idempotencyKey,
      createdBy: actor.userId,
      createdAt: now,
    });
    await recordAudit(tx, ctx, {
      action: "promo.grant",
      targetId: grantId,
      organizationId,
      detail: { amountMicros: String(amountMicros), currency, reason, expiresAt: expiresAt.toISOString() },
    });
    return { grantId };
  });
}

async function findGrant(tx: Transaction, { organizationId, idempotencyKey }: GrantPromoInput) {
  const [grant] = await tx
    .select()
    .from(promoGrants)
    .where(and(eq(promoGrants.organizationId, organizationId), eq(promoGrants.idempotencyKey, idempotencyKey)));
  return grant ?? null;
}

function answerAgain(known: typeof promoGrants.$inferSelect, input: GrantPromoInput) {
  if (known.amountMicros === input.amountMicros && known.currency === input.currency) return { grantId: known.id };
  throw new AppError("conflict", "This request was sent before with another amount.");
}

function assertInput(input: GrantPromoInput, expiresAt: Date, now: Date) {
  const fields: Record<string, string[]> = {};
  if (input.amountMicros <= 0n) fields.amount = ["Enter an amount above zero."];
  if (input.amountMicros > LARGEST_GRANT_MICROS)
    fields.amount = [`One grant is at most ${formatMoney(LARGEST_GRANT_MICROS, input.currency)}.`];
  if (expiresAt <= now) fields.expiresOn = ["Choose a day that is not over."];
  if (expiresAt.getTime() - now.getTime() > LONGEST_MS) fields.expiresOn = ["It lasts three years at most."];
  if (Object.keys(fields).length) throw new AppError("invalid_input", "Nothing was granted.", { fields });
}
