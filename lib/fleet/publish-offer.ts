import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import { formatRange, type TimeRange } from "@/db/columns";
import { offers, skus } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { parseMoney } from "@/lib/core/money";
import { truncateToSecond } from "@/lib/core/time";
import { AppError, isExclusionViolation, notFound } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { newId } from "@/lib/ids";
import { parseInput } from "@/lib/parse-input";
import { getOwnSite } from "./get-own-site";
import { type PublishOfferInput, publishOfferInput } from "./schemas";

/**
 * One offer for each SKU at the site, all or none, at one wholesale price per accelerator-hour. Windows of one site and SKU
 * never overlap; a price changes by withdrawing the offer and publishing the next.
 */
export async function publishOffer(ctx: Context, input: PublishOfferInput): Promise<{ offerIds: string[] }> {
  const actor = authorize(ctx, "offer.manage");
  const offer = parseInput(publishOfferInput, input);
  const during = offeredWindow(offer, ctx.now);
  const skuIds = [...new Set(offer.skuIds)];
  const wholesaleMicrosPerHour = parseMoney(offer.wholesalePerHour) ?? 0n;
  try {
    return await ctx.db.transaction(async (tx) => {
      await getOwnSite(tx, actor.organizationId, offer.siteId);
      const known = await tx.select({ id: skus.id, code: skus.code }).from(skus).where(inArray(skus.id, skuIds));
      if (known.length < skuIds.length) throw notFound("SKU");
      const rows = known.map((sku) => ({
        id: newId("ofr"),
        organizationId: actor.organizationId,
        siteId: offer.siteId,
        skuId: sku.id,
        currency: offer.currency,
        wholesaleMicrosPerHour,
        during,
        createdBy: actor.userId,
        createdAt: ctx.now,
      }));
      await tx.insert(offers).values(rows);
      for (const [at, row] of rows.entries())
        await recordAudit(tx, ctx, {
          action: "offer.publish",
          targetId: row.id,
          detail: {
            siteId: row.siteId,
            sku: known[at]!.code,
            wholesaleMicrosPerHour: String(wholesaleMicrosPerHour),
            currency: row.currency,
            during: formatRange(during),
          },
        });
      return { offerIds: rows.map((row) => row.id) };
    });
  } catch (error) {
    if (!isExclusionViolation(error)) throw error;
    throw await describeOverlap(ctx, offer.siteId, skuIds, during, error);
  }
}

function offeredWindow(offer: Pick<PublishOfferInput, "from" | "to">, now: Date): TimeRange {
  const from = truncateToSecond(offer.from && offer.from > now ? offer.from : now);
  const to = offer.to ? truncateToSecond(offer.to) : null;
  if (to && to <= now) {
    const message = "The window has ended already. Choose a later end, or none.";
    throw new AppError("invalid_input", message, { fields: { to: [message] } });
  }
  if (to && to <= from) {
    const message = "The window ends before it begins.";
    throw new AppError("invalid_input", message, { fields: { to: [message] } });
  }
  return { from, to };
}

async function describeOverlap(ctx: Context, siteId: string, skuIds: string[], during: TimeRange, cause: unknown) {
  const [other] = await ctx.db
    .select({ code: skus.code, during: offers.during })
    .from(offers)
    .innerJoin(skus, eq(skus.id, offers.skuId))
    .where(
      and(
        eq(offers.siteId, siteId),
        inArray(offers.skuId, skuIds),
        isNull(offers.withdrawnAt),
        sql`${offers.during} && ${formatRange(during)}::tstzrange`,
      ),
    )
    .orderBy(skus.acceleratorCount)
    .limit(1);
  const window = other
    ? `${other.code} is offered here from ${utc(other.during.from)} ${other.during.to ? `to ${utc(other.during.to)}` : "with no end"}`
    : "Another offer was published here at the same moment";
  const message = `${window}. Withdraw that offer first, or choose a window that does not overlap it.`;
  return new AppError("conflict", message, { fields: { skuIds: [message] }, cause });
}

function utc(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
