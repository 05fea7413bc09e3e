import { eq } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { customerDiscounts, organizations, skus } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { AppError, isExclusionViolation, notFound } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { newId } from "@/lib/ids";
import type { GrantDiscountInput } from "./schemas";

const FURTHEST_MS = 5 * 366 * 86_400_000;

/**
 * Grants a customer a percentage off the price book, on one SKU or on all, from now or a later instant. It holds for launches and for
 * announced prices from then on; running leases keep their price. A conflict where one of the same SKU holds in that time already.
 */
export async function grantDiscount(ctx: Context, input: GrantDiscountInput): Promise<{ discountId: string }> {
  const actor = authorize(ctx, "price_book.manage");
  const discountBps = parseDiscount(input.percent);
  const discountId = newId("dsc");
  const skuId = input.skuId || null;
  try {
    await ctx.db.transaction(async (tx) => {
      await assertCustomer(tx, input.organizationId);
      if (skuId !== null) await assertSku(tx, skuId);
      const during = windowOf(input, await databaseNow(tx));
      await tx.insert(customerDiscounts).values({
        id: discountId,
        organizationId: input.organizationId,
        skuId,
        discountBps,
        during,
        reason: input.reason,
        createdBy: actor.userId,
      });
      await recordAudit(tx, ctx, {
        action: "discount.grant",
        targetId: discountId,
        organizationId: input.organizationId,
        detail: { skuId, discountBps, from: during.from.toISOString(), to: during.to?.toISOString() ?? null },
      });
    });
  } catch (error) {
    if (!isExclusionViolation(error)) throw error;
    const reason = "The customer has a discount on this in that time already. End that one first.";
    throw new AppError("conflict", reason, { fields: { skuId: [reason] }, cause: error });
  }
  return { discountId };
}

function refused(field: string, reason: string): AppError {
  return new AppError("invalid_input", reason, { fields: { [field]: [reason] } });
}

function parseDiscount(text: string): number {
  const match = /^(\d{1,3})(?:\.(\d{1,2}))?$/.exec(text.trim());
  if (!match) throw refused("percent", "Enter a percentage such as 10 or 12.5.");
  const bps = Number(match[1]) * 100 + Number((match[2] ?? "").padEnd(2, "0"));
  if (bps === 0) throw refused("percent", "A discount is more than zero.");
  if (bps >= 10_000) throw refused("percent", "A discount is less than 100 %: nothing is given away.");
  return bps;
}

function windowOf(input: GrantDiscountInput, now: Date): { from: Date; to: Date | null } {
  const instant = (field: "from" | "to") => {
    const value = input[field];
    if (value === null || value === undefined) return null;
    const at = new Date(value as Date | string | number);
    if (Number.isNaN(at.getTime())) throw refused(field, "Enter a date and a time.");
    if (at.getTime() - now.getTime() > FURTHEST_MS)
      throw refused(field, "A discount is dated five years ahead at most.");
    return at;
  };
  const from = instant("from") ?? now;
  if (from < now) throw refused("from", "A discount starts now or later: what is past stays at the price it had.");
  const to = instant("to");
  if (to && to <= from) throw refused("to", "A discount ends after it begins.");
  return { from, to };
}

async function assertCustomer(tx: Transaction, organizationId: string): Promise<void> {
  const [row] = await tx
    .select({ kind: organizations.kind })
    .from(organizations)
    .where(eq(organizations.id, organizationId));
  if (row?.kind !== "customer") throw notFound("customer");
}

async function assertSku(tx: Transaction, skuId: string): Promise<void> {
  const [row] = await tx.select({ id: skus.id }).from(skus).where(eq(skus.id, skuId));
  if (!row) throw new AppError("not_found", "There is no such SKU.", { fields: { skuId: ["There is no such SKU."] } });
}
