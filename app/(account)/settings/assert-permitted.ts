import { notFound } from "next/navigation";
import { isPermitted, type Permission } from "@/lib/core/permissions";
import type { requireContext } from "@/lib/web/context";

/** For layouts, outside the page's loading state: who may not see a page finds none before anything is streamed. */
export function assertPermitted({ actor }: Awaited<ReturnType<typeof requireContext>>, permission: Permission): void {
  if (!isPermitted(permission, actor.organizationKind, actor.role)) notFound();
}
