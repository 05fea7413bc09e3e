import { and, eq, isNull } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import { organizations, supportAccess, supportVisits } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { AppError } from "@/lib/errors";
import { parseInput } from "@/lib/parse-input";
import { authorize } from "../authorize";
import { closeVisits } from "./close-visits";
import { type SetSupportAccessInput, setSupportAccessSchema } from "./schemas";

/** Whether the platform's support may look in. Switched off, visits that are under way end at once, but for those that the law asks for. */
export async function setSupportAccess(ctx: Context, input: SetSupportAccessInput): Promise<void> {
  const { organizationId, userId, organizationKind, impersonation } = authorize(ctx, "organization.manage");
  const { isAllowed } = parseInput(setSupportAccessSchema, input);
  if (organizationKind === "platform") throw new AppError("precondition_failed", "Nobody looks in at the platform.");
  if (impersonation)
    throw new AppError("forbidden", "Whether support may look in is for the organization alone to say.");
  await ctx.db.transaction(async (tx) => {
    await tx
      .select({ id: organizations.id })
      .from(organizations)
      .where(eq(organizations.id, organizationId))
      .for("no key update");
    const [before] = await tx.select().from(supportAccess).where(eq(supportAccess.organizationId, organizationId));
    if ((before?.isAllowed ?? true) === isAllowed) return;
    const row = { isAllowed, changedBy: userId, changedAt: await databaseNow(tx) };
    await tx
      .insert(supportAccess)
      .values({ organizationId, ...row })
      .onConflictDoUpdate({ target: supportAccess.organizationId, set: row });
    const states = { before: { isAllowed: !isAllowed }, after: { isAllowed } };
    await recordAudit(tx, ctx, { action: "support_access.set", targetId: organizationId, ...states });
    if (isAllowed) return;
    const open = await tx
      .select({ id: supportVisits.id })
      .from(supportVisits)
      .where(
        and(
          eq(supportVisits.organizationId, organizationId),
          eq(supportVisits.isLegal, false),
          isNull(supportVisits.endedAt),
        ),
      );
    const visitIds = open.map(({ id }) => id);
    await closeVisits(tx, ctx, visitIds, "forbidden");
  });
}
