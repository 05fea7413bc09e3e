import type { Switcher } from "@/components/organization/switcher";
import { listOwnOrganizations } from "@/lib/identity/members/queries";
import type { UserContext } from "@/lib/web/context";
import { submitSwitch } from "./actions";

/** For the shell of every portal. */
export async function readSwitcher(ctx: UserContext): Promise<Switcher> {
  const organizations = await listOwnOrganizations(ctx);
  return { currentId: ctx.actor.organizationId, organizations, onSwitch: submitSwitch };
}
