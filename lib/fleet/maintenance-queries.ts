import { and, asc, desc, eq, inArray, sql } from "drizzle-orm";
import { hosts, maintenanceWindows, sites } from "@/db/schema";
import type { Context } from "@/lib/context";
import { OPEN_WINDOW_STATES, type WindowState } from "@/lib/core/fleet/maintenance";
import { authorize } from "@/lib/identity/authorize";
import { visibleTo } from "./visible-to";

export interface WindowRow {
  id: string;
  hostId: string;
  hostName: string;
  siteName: string;
  startsAt: Date;
  endsAt: Date;
  endedAt: Date | null;
  reason: string;
  isEmergency: boolean;
  state: WindowState;
  /** Instances whose customers were told, and those that it stopped. */
  touched: number;
  stopped: number;
}

const MOST = 500;

/** Windows to come and under way by their start, then what is over, newest first; of one host where it is given. */
export async function listWindows(ctx: Context, filter: { hostId?: string } = {}): Promise<WindowRow[]> {
  const actor = authorize(ctx, "host.view");
  const own = visibleTo(actor, maintenanceWindows.organizationId);
  const ofHost = filter.hostId ? eq(maintenanceWindows.hostId, filter.hostId) : undefined;
  const isOpen = inArray(maintenanceWindows.state, OPEN_WINDOW_STATES);
  return ctx.db
    .select({
      id: maintenanceWindows.id,
      hostId: maintenanceWindows.hostId,
      hostName: hosts.name,
      siteName: sites.name,
      startsAt: maintenanceWindows.startsAt,
      endsAt: maintenanceWindows.endsAt,
      endedAt: maintenanceWindows.endedAt,
      reason: maintenanceWindows.reason,
      isEmergency: maintenanceWindows.isEmergency,
      state: maintenanceWindows.state,
      touched: sql<number>`(SELECT count(*)::int FROM maintenance_leases m WHERE m.window_id = ${maintenanceWindows.id})`,
      stopped: sql<number>`(SELECT count(m.stopped_at)::int FROM maintenance_leases m WHERE m.window_id = ${maintenanceWindows.id})`,
    })
    .from(maintenanceWindows)
    .innerJoin(hosts, eq(hosts.id, maintenanceWindows.hostId))
    .innerJoin(sites, eq(sites.id, hosts.siteId))
    .where(and(own, ofHost))
    .orderBy(
      desc(isOpen),
      asc(sql`CASE WHEN ${isOpen} THEN ${maintenanceWindows.startsAt} END`),
      desc(maintenanceWindows.startsAt),
    )
    .limit(MOST);
}
