import type { ReactNode } from "react";
import { loadTransaction } from "./load-transaction";

/** Outside the page's loading state, so that what is not there answers 404 before anything is streamed. */
export default async function TransactionLayout({
  params,
  children,
}: {
  params: Promise<{ id: string }>;
  children: ReactNode;
}) {
  await loadTransaction((await params).id);
  return children;
}
