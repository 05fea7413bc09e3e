import { and, asc, eq, inArray, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { formatRange, type TimeRange } from "@/db/columns";
import { priceBookEntries, skus } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import type { RetailBasis } from "@/lib/core/rating/retail";
import { parseRetailInput } from "@/lib/core/rating/retail-input";
import { AppError, notFound } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { newId } from "@/lib/ids";
import { lockDefaultPriceBook } from "./price-book";
import type { SetRetailPriceInput } from "./schemas";
import { regionSchema } from "./schemas";

const LONGEST_NOTICE_MS = 366 * 86_400_000;

export interface SetPrice {
  entryId: string;
  skuId: string;
  skuCode: string;
  from: Date;
  /** Where a price announced earlier takes over. */
  until: Date | null;
}

/**
 * Sets the retail price of a model's SKUs in one region from an instant on. The entry then current is ended there, an entry
 * already announced for later stays and takes over at its start, and a withdrawal planned for later gives way. Running leases
 * keep the price they were launched at. All SKUs or none.
 */
export async function setRetailPrice(ctx: Context, input: SetRetailPriceInput): Promise<{ prices: SetPrice[] }> {
  const actor = authorize(ctx, "price_book.manage");
  const basis = parseBasis(input);
  const region = regionSchema.parse(input.region);
  return ctx.db.transaction(async (tx) => {
    const wanted = await findSkus(tx, input);
    const book = await lockDefaultPriceBook(tx, actor.organizationId);
    const asked = input.from ? new Date(input.from as Date | string | number) : null;
    if (asked) checkStart(asked, book.now);
    const existing = await entriesFrom(
      tx,
      book.id,
      wanted.map((sku) => sku.id),
      region,
      asked ?? book.now,
    );
    const from = asked ?? afterLatestStart(existing, book.now);
    const prices = wanted.map((sku): SetPrice => {
      const own = existing.filter((entry) => entry.skuId === sku.id);
      if (own.some((entry) => entry.during.from.getTime() === from.getTime())) throw alreadyAnnounced(sku.code, from);
      const until = own.find((entry) => entry.during.from > from)?.during.from ?? null;
      return { entryId: newId("pbe"), skuId: sku.id, skuCode: sku.code, from, until };
    });
    const ended = existing.filter((entry) => entry.during.from < from).map((entry) => entry.id);
    await endEntries(tx, ended, from);
    await tx.insert(priceBookEntries).values(
      prices.map((price) => ({
        id: price.entryId,
        priceBookId: book.id,
        skuId: price.skuId,
        region,
        ...basis,
        during: { from, to: price.until },
        createdBy: actor.userId,
      })),
    );
    await recordAudit(tx, ctx, {
      action: "price_book.set",
      targetId: book.id,
      detail: { skus: wanted.map((sku) => sku.code), region, from: from.toISOString(), ended, ...priceDetail(basis) },
    });
    return { prices };
  });
}

function parseBasis(input: SetRetailPriceInput): RetailBasis {
  const parsed = parseRetailInput(input);
  if (!parsed.ok)
    throw new AppError("invalid_input", "The price is not usable as it stands.", { fields: parsed.fields });
  return parsed.value;
}

function checkStart(from: Date, now: Date): void {
  const refuse = (reason: string) => new AppError("invalid_input", reason, { fields: { from: [reason] } });
  if (Number.isNaN(from.getTime())) throw refuse("Enter a date and a time.");
  if (from < now) throw refuse("A price starts now or later: what is past stays at the price it had.");
  if (from.getTime() - now.getTime() > LONGEST_NOTICE_MS) throw refuse("A price is announced a year ahead at most.");
}

async function findSkus(tx: Transaction, input: SetRetailPriceInput) {
  const byModel = input.modelId !== undefined ? eq(skus.modelId, input.modelId) : null;
  const ids = [...new Set(input.skuIds ?? [])];
  const found = await tx
    .select({ id: skus.id, code: skus.code })
    .from(skus)
    .where(byModel ?? inArray(skus.id, ids))
    .orderBy(asc(skus.code))
    .limit(64);
  if (found.length === 0 || (!byModel && found.length !== ids.length)) throw notFound("SKU");
  return found;
}

interface ExistingEntry {
  id: string;
  skuId: string;
  during: TimeRange;
}

function entriesFrom(tx: Transaction, bookId: string, skuIds: string[], region: string, from: Date) {
  return tx
    .select({ id: priceBookEntries.id, skuId: priceBookEntries.skuId, during: priceBookEntries.during })
    .from(priceBookEntries)
    .where(
      and(
        eq(priceBookEntries.priceBookId, bookId),
        inArray(priceBookEntries.skuId, skuIds),
        eq(priceBookEntries.region, region),
        sql`${priceBookEntries.during} && ${formatRange({ from, to: null })}::tstzrange`,
      ),
    )
    .orderBy(sql`lower(${priceBookEntries.during})`);
}

/** Two changes within one millisecond would leave the first an empty range; the second begins a millisecond later. */
function afterLatestStart(existing: readonly ExistingEntry[], now: Date): Date {
  const clash = existing.some((entry) => entry.during.from.getTime() === now.getTime());
  return clash ? new Date(now.getTime() + 1) : now;
}

async function endEntries(tx: Transaction, ids: readonly string[], at: Date): Promise<void> {
  if (ids.length === 0) return;
  await tx
    .update(priceBookEntries)
    .set({ during: sql`tstzrange(lower(${priceBookEntries.during}), ${at.toISOString()}::timestamptz)` })
    .where(inArray(priceBookEntries.id, [...ids]));
}

function alreadyAnnounced(skuCode: string, from: Date): AppError {
  const reason = `${skuCode} already has a price announced from ${from.toISOString()}. Withdraw that one first.`;
  return new AppError("conflict", reason, { fields: { from: [reason] } });
}

function priceDetail(basis: RetailBasis): Record<string, unknown> {
  return basis.basis === "amount"
    ? { basis: "amount", amountMicros: String(basis.amountMicros) }
    : { basis: "margin", marginBps: basis.marginBps, floorMicros: String(basis.floorMicros) };
}
