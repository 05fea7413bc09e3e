"use client";

import { useRouter } from "next/navigation";
import { NativeSelect } from "@/components/ui/native-select";

export interface BookOption {
  id: string;
  name: string;
  currency: string;
  segment: string | null;
  noticeDays: number;
}

export function bookLabel({ name, currency, segment }: Pick<BookOption, "name" | "currency" | "segment">): string {
  return `${name}, ${currency} (${segment === null ? "default" : `segment ${segment}`})`;
}

/** The book is part of the address, so that it can be linked to; another book begins with an unfiltered table. */
export function PriceBookPicker({ books, value }: { books: BookOption[]; value: string }) {
  const router = useRouter();
  return (
    <NativeSelect
      aria-label="Price book"
      className="sm:w-72"
      value={value}
      onChange={(event) => router.push(`/desk/price-book?${new URLSearchParams({ book: event.target.value })}`)}
      options={books.map((book) => ({ value: book.id, label: bookLabel(book) }))}
    />
  );
}
