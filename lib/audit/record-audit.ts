import type { DbOrTx } from "@/db/client";
import { auditEvents } from "@/db/schema";
import type { Actor, Context } from "@/lib/context";
import { newId } from "@/lib/ids";

export interface AuditRecord {
  /** `noun.verb`, e.g. `offer.publish`. */
  action: string;
  targetId: string;
  /** Whose log it belongs to; the actor's organization unless said otherwise. */
  organizationId?: string;
  /** What a reader needs to understand the change; never a secret. */
  detail?: Record<string, unknown>;
}

function actorId(actor: Actor): string | null {
  if (actor.type === "user") return actor.userId;
  if (actor.type === "host") return actor.hostId;
  return actor.type === "system" ? actor.name : null;
}

/** Writes the audit row in the caller's transaction, so that a change and its record stand or fall together. */
export async function recordAudit(tx: DbOrTx, ctx: Pick<Context, "actor" | "requestId">, record: AuditRecord) {
  const { actor } = ctx;
  const own = actor.type === "user" || actor.type === "host" ? actor.organizationId : null;
  await tx.insert(auditEvents).values({
    id: newId("adt"),
    organizationId: record.organizationId ?? own,
    actorType: actor.type,
    actorId: actorId(actor),
    action: record.action,
    targetId: record.targetId,
    detail: record.detail ?? {},
    requestId: ctx.requestId,
  });
}
