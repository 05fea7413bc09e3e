import { and, desc, inArray, isNotNull, or, sql } from "drizzle-orm";
import { leases, maintenanceLeases, maintenanceWindows } from "@/db/schema";
import { acrossTenants } from "@/db/tenancy";
import type { Context } from "@/lib/context";
import { creditedHours, DATA_KEPT_DAYS } from "@/lib/core/fleet/maintenance";
import { authorize } from "@/lib/identity/authorize";
import { ownLeases } from "./own-leases";

const MOST = 200;

type Reader = Pick<Context, "db" | "actor">;

/** Of a lease that is not over: the window's work goes on while it would be there. */
const isAhead = sql`(${maintenanceWindows.state} IN ('scheduled', 'active') AND ${leases.endedAt} IS NULL
  AND (${leases.endsAt} IS NULL OR ${leases.endsAt} > ${maintenanceWindows.startsAt}))`;

const creditBps = sql<number>`(SELECT coalesce(sum(r.credit_bps), 0)::int FROM sla_rules r
  WHERE r."window" = 'maintenance' AND r.during @> ${maintenanceWindows.startsAt})`;

/**
 * Work on the hosts of the customer's own leases: what is planned or under way, and what has touched them, newest first. `creditBps` is the
 * share of `creditedHours` at its price that is credited where the window stops it; `keptDays` count from the window's end.
 */
export async function listLeaseMaintenance(
  asked: Reader,
  leaseIds: readonly string[],
  { onlyAhead = false }: { onlyAhead?: boolean } = {},
) {
  const ctx = acrossTenants(asked, "the windows of a lease's host are its operator's");
  const actor = authorize(ctx, "lease.view");
  if (leaseIds.length === 0) return [];
  const rows = await ctx.db
    .select({
      leaseId: leases.id,
      windowId: maintenanceWindows.id,
      state: maintenanceWindows.state,
      startsAt: maintenanceWindows.startsAt,
      endsAt: maintenanceWindows.endsAt,
      endedAt: maintenanceWindows.endedAt,
      reason: maintenanceWindows.reason,
      isEmergency: maintenanceWindows.isEmergency,
      stoppedAt: maintenanceLeases.stoppedAt,
      creditedAt: maintenanceLeases.creditedAt,
      creditBps,
    })
    .from(leases)
    .innerJoin(maintenanceWindows, sql`${maintenanceWindows.hostId} = ${leases.hostId}`)
    .leftJoin(
      maintenanceLeases,
      sql`${maintenanceLeases.windowId} = ${maintenanceWindows.id} AND ${maintenanceLeases.leaseId} = ${leases.id}`,
    )
    .where(
      and(
        inArray(leases.id, [...leaseIds]),
        ownLeases(actor),
        onlyAhead ? isAhead : or(isAhead, isNotNull(maintenanceLeases.leaseId)),
      ),
    )
    .orderBy(desc(maintenanceWindows.startsAt), desc(maintenanceWindows.id))
    .limit(MOST);
  return rows.map((row) => ({
    ...row,
    creditedHours: creditedHours(row.isEmergency),
    keptDays: DATA_KEPT_DAYS,
  }));
}

export type LeaseMaintenance = Awaited<ReturnType<typeof listLeaseMaintenance>>[number];
