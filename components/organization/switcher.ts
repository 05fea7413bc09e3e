import { toast } from "sonner";
import type { OrganizationKind, Role } from "@/lib/core/permissions";
import type { ActionResult } from "@/lib/web/action-result";

/** What leads from one of a person's organizations to another. */
export interface Switcher {
  currentId: string;
  organizations: { organizationId: string; name: string; kind: OrganizationKind; role: Role }[];
  onSwitch: (input: { organizationId: string }) => Promise<ActionResult<{ href: string }>>;
}

/** A full load afterwards, so that nothing of the one organization's pages is left in the browser. */
export async function switchTo({ onSwitch }: Switcher, organizationId: string): Promise<void> {
  try {
    const result = await onSwitch({ organizationId });
    if (result.ok) window.location.assign(result.data.href);
    else toast.error(result.error.message);
  } catch {
    toast.error("The request did not get through. Try again.");
  }
}
