import { desc, eq } from "drizzle-orm";
import { supportAccess, supportVisits } from "@/db/schema";
import type { Context } from "@/lib/context";
import { authorize } from "../authorize";

const VISITS_SHOWN = 20;

/** Whether support may look in at the own organization, and the visits that there were, newest first. The desk asks of another's. */
export async function getSupportAccess(ctx: Pick<Context, "db" | "actor">, of: { organizationId?: string } = {}) {
  const actor = authorize(ctx, "audit.view");
  const isDesk = actor.organizationKind === "platform" && of.organizationId !== undefined;
  const organizationId = isDesk ? of.organizationId! : actor.organizationId;
  const [access] = await ctx.db.select().from(supportAccess).where(eq(supportAccess.organizationId, organizationId));
  const visits = await ctx.db
    .select({
      id: supportVisits.id,
      staffEmail: supportVisits.staffEmail,
      reason: supportVisits.reason,
      isReadOnly: supportVisits.isReadOnly,
      isLegal: supportVisits.isLegal,
      startedAt: supportVisits.startedAt,
      endsAt: supportVisits.endsAt,
      endedAt: supportVisits.endedAt,
    })
    .from(supportVisits)
    .where(eq(supportVisits.organizationId, organizationId))
    .orderBy(desc(supportVisits.startedAt))
    .limit(VISITS_SHOWN);
  return { isAllowed: access?.isAllowed ?? true, visits };
}

export type SupportVisit = Awaited<ReturnType<typeof getSupportAccess>>["visits"][number];
