import { and, eq, isNull } from "drizzle-orm";
import { organizations, supportVisits } from "@/db/schema";
import type { Context, UserActor } from "@/lib/context";
import { LEADING_ROLE } from "@/lib/core/permissions";
import { IS_IN_TIME, IS_STAFF_THERE } from "./live-visit";

/**
 * Who looks in: acts where they visit with the role of the one who leads it, and stays themselves. Null when the visit is over, when its time is
 * up, when the staff's own session is another or has ended, or when they may not visit any more. No second factor opens anything here.
 */
export async function findVisit(
  { db }: Pick<Context, "db">,
  { visitId, staffSessionId }: { visitId: string; staffSessionId: string },
): Promise<UserActor | null> {
  const [found] = await db
    .select({ visit: supportVisits, name: organizations.name, kind: organizations.kind })
    .from(supportVisits)
    .innerJoin(organizations, eq(organizations.id, supportVisits.organizationId))
    .where(
      and(
        eq(supportVisits.id, visitId),
        eq(supportVisits.staffSessionId, staffSessionId),
        isNull(supportVisits.endedAt),
        IS_IN_TIME,
        IS_STAFF_THERE,
      ),
    );
  if (!found) return null;
  const { visit, name, kind } = found;
  const { staffUserId, staffEmail, reason, isReadOnly, endsAt } = visit;
  return {
    type: "user",
    userId: staffUserId,
    email: staffEmail,
    organizationId: visit.organizationId,
    organizationName: name,
    organizationKind: kind,
    role: LEADING_ROLE[kind],
    projects: null,
    sessionId: visit.id,
    hasFreshFactor: false,
    impersonation: { staffUserId, staffEmail, reason, readOnly: isReadOnly, endsAt },
  };
}

/** Whether a visit is going on. */
export async function isVisitLive({ db }: Pick<Context, "db">, visitId: string): Promise<boolean> {
  const isOpen = and(eq(supportVisits.id, visitId), isNull(supportVisits.endedAt), IS_IN_TIME, IS_STAFF_THERE);
  return (await db.$count(supportVisits, isOpen)) > 0;
}
