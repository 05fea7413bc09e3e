import type { ReactNode } from "react";
import { loadAccount } from "./load-account";

/** Outside the page's loading state, so that what is not there answers 404 before anything is streamed. */
export default async function AccountLayout({
  params,
  children,
}: {
  params: Promise<{ id: string }>;
  children: ReactNode;
}) {
  await loadAccount((await params).id);
  return children;
}
