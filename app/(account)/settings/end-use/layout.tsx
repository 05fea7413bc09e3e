import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { requireContext } from "@/lib/web/context";

/** Outside the page's loading state: the platform declares nothing to itself, and finds no such page before anything is streamed. */
export default async function EndUseLayout({ children }: { children: ReactNode }) {
  const { actor } = await requireContext();
  if (actor.organizationKind === "platform") notFound();
  return children;
}
