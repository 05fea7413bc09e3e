import { and, desc, eq, gt, isNull, or } from "drizzle-orm";
import { leases, skus } from "@/db/schema";
import type { Context } from "@/lib/context";
import type { LeaseState } from "@/lib/core/leases/states";
import { HOUR_MS } from "@/lib/core/time";
import { authorize } from "@/lib/identity/authorize";
import { visibleTo } from "./visible-to";

export interface HostLeaseRow {
  id: string;
  skuCode: string;
  acceleratorCount: number;
  state: LeaseState;
  requestedAt: Date;
  runningAt: Date | null;
  endedAt: Date | null;
}

const RECENT_HOURS = 30 * 24;
const MAX_LEASES = 100;

/** Active leases of the host and those requested in the last 30 days, newest first. Who the customer is stays with the platform. */
export async function listHostLeases(ctx: Context, hostId: string): Promise<HostLeaseRow[]> {
  const actor = authorize(ctx, "host.view");
  const since = new Date(ctx.now.getTime() - RECENT_HOURS * HOUR_MS);
  return ctx.db
    .select({
      id: leases.id,
      skuCode: skus.code,
      acceleratorCount: leases.acceleratorCount,
      state: leases.state,
      requestedAt: leases.requestedAt,
      runningAt: leases.runningAt,
      endedAt: leases.endedAt,
    })
    .from(leases)
    .innerJoin(skus, eq(skus.id, leases.skuId))
    .where(
      and(
        visibleTo(actor, leases.operatorId),
        eq(leases.hostId, hostId),
        or(isNull(leases.endedAt), gt(leases.requestedAt, since)),
      ),
    )
    .orderBy(desc(leases.requestedAt))
    .limit(MAX_LEASES);
}
