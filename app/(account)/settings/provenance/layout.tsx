import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { isPermitted } from "@/lib/core/permissions";
import { requireContext } from "@/lib/web/context";

/** Outside the page's loading state, so that who hands in no documents finds no such page before anything is streamed. */
export default async function ProvenanceLayout({ children }: { children: ReactNode }) {
  const { actor } = await requireContext();
  if (!isPermitted("host.enrol", actor.organizationKind, actor.role)) notFound();
  return children;
}
