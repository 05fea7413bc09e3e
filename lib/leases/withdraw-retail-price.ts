import { recordAudit } from "@/lib/audit/record-audit";
import type { WithdrawRetailPriceInput } from "@/lib/catalog/schemas";
import { withdrawEntry } from "@/lib/catalog/withdraw-entry";
import type { Context } from "@/lib/context";
import { authorize } from "@/lib/identity/authorize";
import { unpinRates } from "./unpin-rates";

/**
 * Ends a current price now, so that nothing more is sold at it, or takes back an announced one: then the price before it
 * goes on for as long as the announced one would have, on leases that it was pinned to as well, in the same transaction. A price that
 * is in force stays with the leases that have it. A past price cannot be withdrawn.
 */
export async function withdrawRetailPrice(
  ctx: Context,
  input: WithdrawRetailPriceInput,
): Promise<{ outcome: "ended" | "taken_back"; at: Date }> {
  const actor = authorize(ctx, "price_book.manage");
  return ctx.db.transaction(async (tx) => {
    const { entry, outcome, at } = await withdrawEntry(tx, actor, input.entryId);
    const unpinned = outcome === "taken_back" ? await unpinRates(tx, entry.id, at) : 0;
    await recordAudit(tx, ctx, {
      action: "price_book.withdraw",
      targetId: entry.priceBookId,
      detail: { entryId: entry.id, skuId: entry.skuId, region: entry.region, outcome, unpinned },
    });
    return { outcome, at };
  });
}
