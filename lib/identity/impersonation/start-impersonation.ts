import { and, eq, isNull } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { organizations, supportAccess, supportVisits } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context, UserActor } from "@/lib/context";
import { LEADING_ROLE, type OrganizationKind } from "@/lib/core/permissions";
import { AppError, notFound } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { parseInput } from "@/lib/parse-input";
import { authorize } from "../authorize";
import { raiseNotice } from "../notices";
import { closeVisits, visitNotice } from "./close-visits";
import { type StartImpersonationInput, startImpersonationSchema } from "./schemas";

export interface StartedVisit {
  visitId: string;
  kind: Exclude<OrganizationKind, "platform">;
  endsAt: Date;
}

type Visit = typeof supportVisits.$inferSelect;

/**
 * The platform's staff looks in at an organization, as the one who leads it, for a reason that the organization reads at once: in its log, as a
 * notice and by mail. Only an admin may change anything there, or come where visits are switched off because the law asks for it, and then only
 * to look. One visit at a time and session.
 */
export async function startImpersonation(ctx: Context, input: StartImpersonationInput): Promise<StartedVisit> {
  const actor = authorize(ctx, "organization.impersonate");
  const asked = parseInput(startImpersonationSchema, input);
  refuseBeyondRole(actor, asked);
  return ctx.db.transaction(async (tx) => {
    const { organization, isAllowed } = await lockVisited(tx, asked.organizationId);
    if (organization.kind === "platform")
      throw new AppError("forbidden", "The platform's own organizations are not visited.");
    if (!isAllowed && !asked.legal)
      throw new AppError(
        "precondition_failed",
        `${organization.name} has switched off that support looks in. Ask one of its owners to allow it under Settings, Audit log.`,
      );
    await closeOwn(tx, ctx, actor);
    const startedAt = await databaseNow(tx);
    const visit: Visit = {
      id: newId("vis"),
      organizationId: organization.id,
      staffUserId: actor.userId,
      staffEmail: actor.email,
      staffOrganizationId: actor.organizationId,
      staffSessionId: actor.sessionId,
      reason: asked.reason,
      isReadOnly: !asked.write,
      isLegal: asked.legal,
      startedAt,
      endsAt: new Date(startedAt.getTime() + asked.minutes * 60_000),
      endedAt: null,
    };
    await tx.insert(supportVisits).values(visit);
    await tell(tx, ctx, visit, organization.kind);
    return { visitId: visit.id, kind: organization.kind, endsAt: visit.endsAt };
  });
}

function refuseBeyondRole({ role }: UserActor, { write, legal }: { write: boolean; legal: boolean }): void {
  if ((write || legal) && role !== LEADING_ROLE.platform)
    throw new AppError("forbidden", "Only an admin of the platform may do that: look in without it, or ask one.");
  if (write && legal)
    throw new AppError("invalid_input", "A visit that the law asks for only looks.", {
      fields: { write: ["A visit that the law asks for only looks."] },
    });
}

/** Under the organization's lock, so that no visit begins while they are being switched off. */
async function lockVisited(tx: Transaction, organizationId: string) {
  const [organization] = await tx
    .select({ id: organizations.id, kind: organizations.kind, name: organizations.name })
    .from(organizations)
    .where(eq(organizations.id, organizationId))
    .for("no key update");
  if (!organization) throw notFound("organization");
  const [access] = await tx.select().from(supportAccess).where(eq(supportAccess.organizationId, organizationId));
  return { organization, isAllowed: access?.isAllowed ?? true };
}

async function closeOwn(tx: Transaction, ctx: Context, { sessionId }: UserActor) {
  const open = await tx
    .select({ id: supportVisits.id })
    .from(supportVisits)
    .where(and(eq(supportVisits.staffSessionId, sessionId), isNull(supportVisits.endedAt)));
  const visitIds = open.map(({ id }) => id);
  await closeVisits(tx, ctx, visitIds, "next_visit");
}

async function tell(tx: Transaction, ctx: Context, visit: Visit, kind: StartedVisit["kind"]) {
  const { id, organizationId, staffEmail, reason, isReadOnly, isLegal, startedAt } = visit;
  const endsAt = visit.endsAt.toISOString();
  const detail = { reason, isReadOnly, isLegal, endsAt };
  await recordAudit(tx, ctx, { action: "support_visit.start", targetId: id, organizationId, detail });
  const href = "/settings/audit-log";
  const mail = {
    template: "support-visit",
    props: { staffEmail, reason, isReadOnly, isLegal, endsAt, href },
    roles: [LEADING_ROLE[kind]],
  } as const;
  const title = `Platform staff is looking in: ${staffEmail}`;
  const body = `${isReadOnly ? "To look, not to change anything" : "With leave to change things"}. Why: ${reason}`;
  const notice = { organizationId, key: visitNotice(id), severity: "info", title, body, href, mail } as const;
  await raiseNotice(tx, notice, startedAt);
}
