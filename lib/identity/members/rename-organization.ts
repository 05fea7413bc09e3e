import { eq } from "drizzle-orm";
import { organizations } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { parseInput } from "@/lib/parse-input";
import { authorize } from "../authorize";
import { lockMembership } from "./own-membership";
import { type RenameOrganizationInput, renameOrganizationSchema } from "./schemas";

/** What pages and new documents call it; issued documents keep the name they have. */
export async function renameOrganization(ctx: Context, input: RenameOrganizationInput): Promise<void> {
  const actor = authorize(ctx, "organization.manage");
  const { organizationName: name } = parseInput(renameOrganizationSchema, input);
  await ctx.db.transaction(async (tx) => {
    await lockMembership(tx, actor, "organization.manage");
    await tx.update(organizations).set({ name }).where(eq(organizations.id, actor.organizationId));
    const detail = { from: actor.organizationName, to: name };
    await recordAudit(tx, ctx, { action: "organization.rename", targetId: actor.organizationId, detail });
  });
}
