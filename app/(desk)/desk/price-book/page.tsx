import type { Metadata } from "next";
import { readTableState } from "@/components/data-table/table-state";
import { EditPriceBookDialog, NewPriceBookDialog } from "@/components/desk/price-book-dialog";
import { PriceBookPicker } from "@/components/desk/price-book-picker";
import { PriceForm } from "@/components/desk/price-form";
import { PriceTable } from "@/components/desk/price-table";
import { PageBody, PageHeader } from "@/components/layout/page-header";
import { Card, CardContent, CardHeader } from "@/components/ui/card";
import { listPriceBooks, type PriceBook } from "@/lib/catalog/price-book-queries";
import { findStorageSku, listPriceBookEntries, listSkus } from "@/lib/catalog/queries";
import { isOffered } from "@/lib/identity/authorize";
import { listPricedOffers } from "@/lib/leases/priced-offers";
import { requireContext } from "@/lib/web/context";
import {
  createPriceBookAction,
  setRetailPriceAction,
  updatePriceBookAction,
  withdrawRetailPriceAction,
} from "./actions";
import { regionOptions, toFormBook, toFormOffer, toModels, toRow } from "./price-rows";

export const metadata: Metadata = { title: "Price book" };

/** Before the first price is set there is no book; setting it opens this one. */
const FIRST_BOOK: PriceBook = {
  id: "",
  name: "Standard",
  currency: "USD",
  isDefault: true,
  segment: null,
  noticeDays: 14,
  prices: 0,
};

export default async function PriceBookPage(props: { searchParams: Promise<Record<string, string | string[]>> }) {
  const ctx = await requireContext("platform");
  const search = await props.searchParams;
  const table = readTableState(search, { filters: ["status"] });
  const [skus, storage, books] = await Promise.all([listSkus(ctx), findStorageSku(ctx), listPriceBooks(ctx)]);
  const book = books.find(({ id }) => id === search.book) ?? books[0] ?? FIRST_BOOK;
  const [offers, page] = await Promise.all([
    listPricedOffers(ctx, { currency: book.currency, segment: book.segment }),
    listPriceBookEntries(ctx, {
      bookId: book.id,
      q: table.q,
      statuses: table.filters.status ?? [],
      limit: table.pageSize,
      offset: table.offset,
    }),
  ]);
  const maySet = isOffered(ctx.actor, "price_book.manage");
  const hasBook = book.id !== "";
  return (
    <PageBody>
      <PageHeader
        title="Price book"
        description="What customers pay per accelerator-hour. A price is ended and followed by another, never changed; nothing is priced in the past."
        meta={
          <span>
            {book.segment === null ? `Default book in ${book.currency}` : `Customers of the segment ${book.segment}`},{" "}
            {book.prices} {book.prices === 1 ? "price" : "prices"} now, {book.noticeDays} days of notice
          </span>
        }
        actions={
          <>
            {hasBook ? <PriceBookPicker books={books} value={book.id} /> : null}
            {maySet && hasBook ? (
              <EditPriceBookDialog key={book.id} book={book} update={updatePriceBookAction} />
            ) : null}
            {maySet ? <NewPriceBookDialog create={createPriceBookAction} /> : null}
          </>
        }
      />
      {maySet ? (
        <Card>
          <CardHeader title="Set a price" />
          <CardContent>
            <PriceForm
              key={book.id}
              book={toFormBook(book, ctx.now)}
              models={toModels(skus, storage)}
              offers={offers.map((offer) => toFormOffer(offer, book.id))}
              regions={regionOptions(offers)}
              setPrice={setRetailPriceAction}
            />
          </CardContent>
        </Card>
      ) : null}
      <PriceTable
        rows={page.entries.map((entry) => toRow(entry, offers))}
        total={page.total}
        pageSize={table.pageSize}
        bookId={book.id}
        {...(maySet ? { withdraw: withdrawRetailPriceAction } : {})}
      />
    </PageBody>
  );
}
