import { eq } from "drizzle-orm";
import { priceBooks } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { authorize } from "@/lib/identity/authorize";
import { lockPriceBook } from "./price-book";
import type { UpdatePriceBookInput } from "./schemas";

/** Renames a book and sets its notice, which holds for what is announced from now on. */
export async function updatePriceBook(ctx: Context, input: UpdatePriceBookInput): Promise<{ bookId: string }> {
  const actor = authorize(ctx, "price_book.manage");
  return ctx.db.transaction(async (tx) => {
    const book = await lockPriceBook(tx, { organizationId: actor.organizationId, bookId: input.bookId });
    const { name, noticeDays } = input;
    await tx.update(priceBooks).set({ name, noticeDays }).where(eq(priceBooks.id, book.id));
    await recordAudit(tx, ctx, {
      action: "price_book.update",
      targetId: book.id,
      detail: { name, noticeDays, before: { name: book.name, noticeDays: book.noticeDays } },
    });
    return { bookId: book.id };
  });
}
