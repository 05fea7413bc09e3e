import { and, asc, eq, inArray, isNull, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { formatRange } from "@/db/columns";
import { priceBookEntries, skus } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { earliestReachingStart } from "@/lib/core/rating/notice-period";
import type { RetailBasis } from "@/lib/core/rating/retail";
import { type PricedUnit, parseRetailInput } from "@/lib/core/rating/retail-input";
import { SECOND_MS } from "@/lib/core/time";
import { AppError } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { newId } from "@/lib/ids";
import { type LockedPriceBook, lockPriceBook } from "./price-book";
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
 * Sets the retail price of a model's SKUs, or of the storage SKU, in one region of one book from an instant on. The entry then current
 * is ended there, an entry already announced for later stays and takes over at its start, and a withdrawal planned for later gives way.
 * Running leases keep the price they were launched at, unless the price is to reach them: then it is announced with the book's notice
 * (an hour at least) and a job pins it (leases: `pinAnnouncedPrices`). All SKUs or none; a SKU that has this price now, and is to have it
 * from now on, keeps its entry, so that the same once more changes nothing.
 */
export async function setRetailPrice(ctx: Context, input: SetRetailPriceInput): Promise<{ prices: SetPrice[] }> {
  const actor = authorize(ctx, "price_book.manage");
  const region = regionSchema.parse(input.region);
  const appliesToRunning = input.appliesToRunning ?? false;
  return ctx.db.transaction(async (tx) => {
    const wanted = await findSkus(tx, input);
    const basis = parseBasis(input, wanted);
    const book = await lockPriceBook(tx, { organizationId: actor.organizationId, bookId: input.bookId });
    if (input.currency !== undefined && input.currency !== book.currency)
      throw refused("currency", `${book.name} is in ${book.currency}: nothing is priced in ${input.currency} there.`);
    const asked = input.from ? new Date(input.from as Date | string | number) : null;
    checkStart(asked, book, appliesToRunning);
    const existing = await entriesFrom(
      tx,
      book.id,
      wanted.map((sku) => sku.id),
      region,
      asked ?? book.now,
    );
    const kept = asked
      ? []
      : existing.filter((entry) => isPricedSo(entry, basis, appliesToRunning, existing, book.now));
    const unchanged = wanted.flatMap(({ id, code }): SetPrice[] => {
      const entry = kept.find((one) => one.skuId === id);
      return entry
        ? [{ entryId: entry.id, skuId: id, skuCode: code, from: entry.during.from, until: entry.during.to }]
        : [];
    });
    const changed = wanted.filter((sku) => !kept.some((entry) => entry.skuId === sku.id));
    if (changed.length === 0) return { prices: unchanged };
    const from = asked ?? afterLatestStart(existing, book.now);
    const prices = changed.map((sku): SetPrice => {
      const own = existing.filter((entry) => entry.skuId === sku.id);
      if (own.some((entry) => entry.during.from.getTime() === from.getTime())) throw alreadyAnnounced(sku.code, from);
      const until = own.find((entry) => entry.during.from > from)?.during.from ?? null;
      return { entryId: newId("pbe"), skuId: sku.id, skuCode: sku.code, from, until };
    });
    const ended = existing
      .filter((entry) => entry.during.from < from && !kept.includes(entry))
      .map((entry) => entry.id);
    await endEntries(tx, ended, from);
    await tx.insert(priceBookEntries).values(
      prices.map((price) => ({
        id: price.entryId,
        priceBookId: book.id,
        skuId: price.skuId,
        region,
        ...basis,
        appliesToRunning,
        during: { from, to: price.until },
        createdBy: actor.userId,
        createdAt: book.now,
      })),
    );
    await recordAudit(tx, ctx, {
      action: "price_book.set",
      targetId: book.id,
      detail: {
        skus: changed.map((sku) => sku.code),
        region,
        from: from.toISOString(),
        appliesToRunning,
        ended,
        ...priceDetail(basis),
      },
    });
    return { prices: [...unchanged, ...prices] };
  });
}

/** Current, at this price, and for as long as a new entry would be. */
function isPricedSo(
  entry: ExistingEntry,
  basis: RetailBasis,
  appliesToRunning: boolean,
  existing: readonly ExistingEntry[],
  now: Date,
): boolean {
  const { skuId, during } = entry;
  const next = existing.find((other) => other.skuId === skuId && other.during.from > during.from);
  const same: Partial<ExistingEntry> = { ...NO_TERMS, ...basis, appliesToRunning };
  return (
    during.from <= now &&
    during.to?.getTime() === next?.during.from.getTime() &&
    Object.entries(same).every(([term, value]) => entry[term as keyof ExistingEntry] === value)
  );
}

const NO_TERMS = { amountMicros: null, marginBps: null, floorMicros: null, capMicros: null };

function refused(field: string, reason: string): AppError {
  return new AppError("invalid_input", reason, { fields: { [field]: [reason] } });
}

function parseBasis(input: SetRetailPriceInput, wanted: readonly { kind: PricedUnit }[]): RetailBasis {
  const [unit, other] = new Set(wanted.map((sku) => sku.kind));
  if (other) throw refused("skuIds", "Storage is priced by itself, per GiB-hour.");
  const parsed = parseRetailInput(input, unit);
  if (!parsed.ok)
    throw new AppError("invalid_input", "The price is not usable as it stands.", { fields: parsed.fields });
  return parsed.value;
}

function checkStart(from: Date | null, book: LockedPriceBook, appliesToRunning: boolean): void {
  if (from) {
    if (Number.isNaN(from.getTime())) throw refused("from", "Enter a date and a time.");
    if (from < book.now) throw refused("from", "A price starts now or later: what is past stays at the price it had.");
    if (from.getTime() - book.now.getTime() > LONGEST_NOTICE_MS)
      throw refused("from", "A price is announced a year ahead at most.");
  }
  if (!appliesToRunning) return;
  const earliest = earliestReachingStart(book.now, book.noticeDays);
  if (!from || from < earliest)
    throw refused(
      "from",
      `A price reaches running instances after ${book.noticeDays} days of notice, an hour at least: from ${earliest.toISOString()} on.`,
    );
  if (from.getTime() % SECOND_MS !== 0)
    throw refused("from", "A price that reaches running instances starts on a whole second.");
}

async function findSkus(tx: Transaction, input: SetRetailPriceInput) {
  const byModel = input.modelId !== undefined ? eq(skus.modelId, input.modelId) : null;
  const ids = [...new Set(input.skuIds ?? [])];
  const found = await tx
    .select({ id: skus.id, code: skus.code, kind: skus.kind })
    .from(skus)
    .where(byModel ?? inArray(skus.id, ids))
    .orderBy(asc(skus.code))
    .limit(64);
  if (found.length === 0 || (!byModel && found.length !== ids.length))
    throw new AppError("not_found", "There is no such SKU.", { fields: { skuIds: ["There is no such SKU."] } });
  return found;
}

type ExistingEntry = typeof priceBookEntries.$inferSelect;

function entriesFrom(tx: Transaction, bookId: string, skuIds: string[], region: string, from: Date) {
  return tx
    .select()
    .from(priceBookEntries)
    .where(
      and(
        eq(priceBookEntries.priceBookId, bookId),
        inArray(priceBookEntries.skuId, skuIds),
        eq(priceBookEntries.region, region),
        isNull(priceBookEntries.withdrawnAt),
        sql`${priceBookEntries.during} && ${formatRange({ from, to: null })}::tstzrange`,
      ),
    )
    .orderBy(sql`lower(${priceBookEntries.during})`);
}

/** Two changes within one millisecond would leave the first an empty range; the second begins a millisecond later. */
function afterLatestStart(existing: readonly ExistingEntry[], now: Date): Date {
  const starts = new Set(existing.map((entry) => entry.during.from.getTime()));
  let from = now.getTime();
  while (starts.has(from)) from += 1;
  return new Date(from);
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
    : {
        basis: "margin",
        marginBps: basis.marginBps,
        floorMicros: String(basis.floorMicros),
        capMicros: basis.capMicros === null ? null : String(basis.capMicros),
      };
}
