import { and, eq, sql } from "drizzle-orm";
import type { DbOrTx, Transaction } from "@/db/client";
import { hosts } from "@/db/schema";
import type { UserActor } from "@/lib/context";
import { type HostAction, type HostStanding, refuseAction } from "@/lib/core/fleet/lifecycle";
import { AppError, notFound } from "@/lib/errors";
import { visibleTo } from "./visible-to";

export type Host = typeof hosts.$inferSelect;

/**
 * The host under its lock, which launches take too, where the actor may see it and the action is to be had on it. Throws `not_found` for
 * another operator's, `precondition_failed` with the reason otherwise.
 */
export async function lockFor(
  tx: Transaction,
  actor: UserActor,
  action: HostAction,
  hostId: string,
): Promise<{ host: Host; standing: HostStanding }> {
  const [host] = await tx
    .select()
    .from(hosts)
    .where(and(eq(hosts.id, hostId), visibleTo(actor, hosts.organizationId)))
    .for("no key update");
  if (!host) throw notFound("host");
  const standing = await readStanding(tx, host);
  const refusal = refuseAction(action, standing);
  if (refusal) throw new AppError("precondition_failed", refusal);
  return { host, standing };
}

async function readStanding(db: DbOrTx, host: Host): Promise<HostStanding> {
  const { rows } = await db.execute<{ running: number; open: number; maintenance: boolean }>(sql`
    SELECT count(*) FILTER (WHERE l.state <> 'stopped')::int AS running, count(*)::int AS open,
      EXISTS (SELECT 1 FROM maintenance_windows w WHERE w.host_id = ${host.id} AND w.state = 'active') AS maintenance
    FROM leases l WHERE l.host_id = ${host.id} AND l.ended_at IS NULL`);
  const { running, open, maintenance } = rows[0]!;
  return {
    ...host,
    inMaintenance: maintenance,
    runningLeases: running,
    leases: open,
  };
}
