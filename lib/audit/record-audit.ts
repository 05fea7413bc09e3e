import { sql } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import { auditEvents } from "@/db/schema";
import type { Actor, Context } from "@/lib/context";
import { changedFields, toRecordable } from "@/lib/core/audit/changes";
import { AppError } from "@/lib/errors";
import { newId } from "@/lib/ids";

type Fields = Record<string, unknown>;

export interface AuditRecord {
  /** `noun.verb`, e.g. `offer.publish`; its sentence is in `lib/core/audit/action-texts.ts`. */
  action: string;
  targetId: string;
  /** Whose log it belongs to; the actor's organization unless said otherwise. */
  organizationId?: string;
  /** Who it made known, where nobody was signed in: somebody who signs up, or joins by a mailed link. */
  by?: { userId: string; email: string };
  /** What a reader needs to understand the change; never a secret. */
  detail?: Fields;
  /** The changed thing as it was and as it is: what differs is kept. */
  before?: Fields;
  after?: Fields;
}

/** What a visit that may only look is recorded with itself. */
const OF_VISITS = /^support_visit\./;

/**
 * Writes the audit row in the caller's transaction, so that a change and its record stand or fall together. It takes no lock and waits for
 * nobody: the row gets its place in the organization's chain a moment later (`chainAuditEvents`).
 */
export async function recordAudit(
  tx: DbOrTx,
  ctx: Pick<Context, "actor" | "requestId" | "client">,
  record: AuditRecord,
): Promise<void> {
  const { actor, client } = ctx;
  refuseLooking(actor, record.action);
  const own = actor.type === "user" || actor.type === "host" ? actor.organizationId : null;
  await tx.insert(auditEvents).values({
    id: newId("adt"),
    organizationId: record.organizationId ?? own,
    ...actorFields(actor, record.by),
    actorOrganizationId: own,
    address: client?.address ?? null,
    userAgent: client?.userAgent ?? null,
    action: record.action,
    targetId: record.targetId,
    detail: toRecordable(record.detail ?? {}),
    ...changeOf(record),
    requestId: ctx.requestId,
    at: sql`platform_now()`,
  });
}

/** Every change is recorded, so this is the last word on what only looks: the change is undone with its transaction. */
function refuseLooking(actor: Actor, action: string): void {
  if (actor.type !== "user" || !actor.impersonation?.readOnly || OF_VISITS.test(action)) return;
  throw new AppError("forbidden", `Looking in at ${actor.organizationName} does not allow changes.`);
}

function actorFields(actor: Actor, by: AuditRecord["by"]) {
  const actorType = actor.type;
  if (actor.type === "anonymous" && by) return { actorType: "user" as const, actorId: by.userId, actorName: by.email };
  if (actor.type === "host") return { actorType, actorId: actor.hostId };
  if (actor.type === "system") return { actorType, actorId: actor.name, actorName: actor.name };
  if (actor.type === "anonymous") return { actorType };
  const { userId, email, apiKey, impersonation } = actor;
  return {
    actorType,
    actorId: userId,
    actorName: email,
    apiKeyId: apiKey?.id ?? null,
    impersonatorId: impersonation?.staffUserId ?? null,
    impersonatorName: impersonation?.staffEmail ?? null,
  };
}

function changeOf({ before, after }: AuditRecord) {
  const changed = before && after ? changedFields(before, after) : { before, after };
  return {
    before: changed.before ? toRecordable(changed.before) : null,
    after: changed.after ? toRecordable(changed.after) : null,
  };
}
