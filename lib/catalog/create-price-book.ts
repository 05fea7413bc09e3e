import { priceBooks } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { AppError, isUniqueViolation } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { newId } from "@/lib/ids";
import type { CreatePriceBookInput } from "./schemas";

/**
 * Opens a price book: for customers of one segment in its currency, or without a segment the default book of that currency. It is empty,
 * and a launch falls back from a segment's book to the default one SKU by SKU. A conflict where the segment and currency have one.
 */
export async function createPriceBook(ctx: Context, input: CreatePriceBookInput): Promise<{ bookId: string }> {
  const actor = authorize(ctx, "price_book.manage");
  const { name, currency, noticeDays } = input;
  const segment = input.segment || null;
  const book = { id: newId("pbk"), name, currency, segment, noticeDays, isDefault: segment === null };
  try {
    await ctx.db.transaction(async (tx) => {
      await tx.insert(priceBooks).values({ ...book, organizationId: actor.organizationId });
      await recordAudit(tx, ctx, {
        action: "price_book.create",
        targetId: book.id,
        detail: { name, currency, segment, noticeDays },
      });
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    const reason = segment
      ? `The segment ${segment} has a price book in ${currency} already.`
      : `There is a default price book in ${currency} already; name the segment that this one is for.`;
    throw new AppError("conflict", reason, { fields: { segment: [reason] }, cause: error });
  }
  return { bookId: book.id };
}
