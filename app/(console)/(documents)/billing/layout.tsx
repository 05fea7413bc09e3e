import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { requireContext } from "@/lib/web/context";

/** Of the whole organization, so not for who sees chosen projects alone. */
export default async function BillingLayout({ children }: { children: ReactNode }) {
  const { actor } = await requireContext("customer");
  if (actor.projects) notFound();
  return children;
}
