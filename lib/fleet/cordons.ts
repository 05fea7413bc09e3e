import { and, eq, isNotNull, isNull, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { hosts } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import type { CordonCause } from "@/lib/core/fleet/lifecycle";
import { judgedHealth } from "./accelerator-health";
import { forgetCordon, tellOfCordon } from "./cordon-notices";
import { recordHostEvent } from "./record-host-event";

interface Cordonable {
  id: string;
  name: string;
  organizationId: string;
}

interface Cordon {
  cause: CordonCause;
  reason: string;
  /** For the timeline. */
  summary: string;
  /** Its operator's people did not do it themselves. */
  isTold: boolean;
  at: Date;
}

/** Nothing is kept of a cordon once it is over; who and why is in the timeline. */
export const UNCORDONED = { cordonedAt: null, cordonCause: null, cordonReason: null, healthySince: null } as const;

/** Keeps a host from sale, in the caller's transaction; whether it was not kept already. */
export async function putCordon(tx: Transaction, ctx: Context, host: Cordonable, cordon: Cordon): Promise<boolean> {
  const { cause, reason, summary, isTold, at } = cordon;
  const cordoned = await tx
    .update(hosts)
    .set({ cordonedAt: at, cordonCause: cause, cordonReason: reason, healthySince: null })
    .where(and(eq(hosts.id, host.id), isNull(hosts.cordonedAt), isNull(hosts.retiredAt)))
    .returning({ id: hosts.id });
  if (cordoned.length === 0) return false;
  if (isTold) await tellOfCordon(tx, host, reason, at);
  await recordHostEvent(tx, ctx, { hostId: host.id, kind: "cordoned", summary, reason, at });
  await recordAudit(tx, ctx, {
    action: "host.cordon",
    targetId: host.id,
    organizationId: host.organizationId,
    detail: { reason, cause },
  });
  return true;
}

/**
 * Ends a host's cordon, in the caller's transaction; whether there was one. What is faulty by now is known to a person who does it, so that
 * it cordons the host no second time; it stays out of sale by itself. `since`: one by health that has been gone since then, and no other.
 */
export async function liftCordon(
  tx: Transaction,
  ctx: Context,
  host: Omit<Cordonable, "name">,
  { reason, at, since }: { reason: string; at: Date; since?: Date },
): Promise<boolean> {
  const byHealth = since && and(eq(hosts.cordonCause, "health"), eq(hosts.healthySince, since));
  const known = sql`ARRAY(SELECT a.id FROM accelerators a CROSS JOIN LATERAL ${judgedHealth} judged
    WHERE a.host_id = ${host.id} AND (a.cordoned_at IS NOT NULL OR judged.health <> 'healthy'))`;
  const lifted = await tx
    .update(hosts)
    .set({ ...UNCORDONED, faultySince: null, uncordonedAt: at, ...(since ? {} : { toleratedAccelerators: known }) })
    .where(and(eq(hosts.id, host.id), isNotNull(hosts.cordonedAt), isNull(hosts.retiredAt), byHealth))
    .returning({ id: hosts.id });
  if (lifted.length === 0) return false;
  await forgetCordon(tx, host, at);
  await recordHostEvent(tx, ctx, { hostId: host.id, kind: "uncordoned", summary: "No longer cordoned", reason, at });
  await recordAudit(tx, ctx, {
    action: "host.uncordon",
    targetId: host.id,
    organizationId: host.organizationId,
    detail: { reason },
  });
  return true;
}
