import { notFound } from "next/navigation";
import type { Permission } from "@/lib/core/permissions";
import { isPermitted } from "@/lib/core/permissions";
import { requireContext } from "@/lib/web/context";

/** For layouts, outside the page's loading state: who may not see a page finds none before anything is streamed. */
export async function requirePermitted(permission: Permission): Promise<void> {
  const { actor } = await requireContext();
  if (!isPermitted(permission, actor.organizationKind, actor.role)) notFound();
}
