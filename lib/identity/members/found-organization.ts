import { count, eq } from "drizzle-orm";
import { memberships, organizations, sessions, users } from "@/db/schema";
import { acrossTenants } from "@/db/tenancy";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { LEADING_ROLE, type OrganizationKind } from "@/lib/core/permissions";
import { AppError } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { parseInput } from "@/lib/parse-input";
import { authorizeOwn } from "../authorize";
import { type FoundOrganizationInput, foundOrganizationSchema } from "./schemas";

const MOST_MEMBERSHIPS = 50;

/** Another organization of which one is the first owner; the session acts for it from the next request on. */
export async function foundOrganization(
  asked: Context,
  input: FoundOrganizationInput,
): Promise<{ organizationId: string; kind: OrganizationKind }> {
  const ctx = acrossTenants(asked, "the organization is a new one");
  const actor = authorizeOwn(ctx);
  const { organizationName: name, kind } = parseInput(foundOrganizationSchema, input);
  const organizationId = newId("org");
  await ctx.db.transaction(async (tx) => {
    // one at a time for a person, so that the limit holds for requests at once
    const [user] = await tx.select().from(users).where(eq(users.id, actor.userId)).for("no key update");
    if (!user?.emailVerifiedAt)
      throw new AppError("precondition_failed", "Confirm your e-mail address first; the mail has a link.");
    const [held] = await tx.select({ total: count() }).from(memberships).where(eq(memberships.userId, actor.userId));
    if (Number(held?.total) >= MOST_MEMBERSHIPS)
      throw new AppError("limit_exceeded", `One person is in at most ${MOST_MEMBERSHIPS} organizations.`);
    await tx.insert(organizations).values({ id: organizationId, kind, name });
    await tx
      .insert(memberships)
      .values({ id: newId("mem"), organizationId, userId: actor.userId, role: LEADING_ROLE[kind] });
    await tx.update(sessions).set({ organizationId }).where(eq(sessions.id, actor.sessionId));
    const detail = { kind, name };
    await recordAudit(tx, ctx, { action: "organization.found", targetId: organizationId, organizationId, detail });
  });
  return { organizationId, kind };
}
