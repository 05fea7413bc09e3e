import { sql } from "drizzle-orm";
import type { Context } from "@/lib/context";
import { type AcceleratorCounts, type AcceleratorState, countStates } from "@/lib/core/fleet/accelerator-states";
import { takesLeases } from "@/lib/core/fleet/lifecycle";
import { authorize } from "@/lib/identity/authorize";
import { acceleratorState } from "./accelerator-states";
import { type HostRow, listHosts } from "./host-queries";
import { visibleTo } from "./visible-to";

export interface FleetOverview {
  siteCount: number;
  hostCount: number;
  offerCount: number;
  accelerators: AcceleratorCounts;
  byModel: { model: string; accelerators: AcceleratorCounts }[];
  /** In service, and offline, degraded, kept from sale, or with accelerators that cannot be leased. */
  hostsNeedingAttention: HostRow[];
}

export async function getFleetOverview(ctx: Context): Promise<FleetOverview> {
  const actor = authorize(ctx, "host.view");
  const own = visibleTo(actor, sql`h.organization_id`) ?? sql`true`;
  const ownSites = visibleTo(actor, sql`s.organization_id`) ?? sql`true`;
  const ownOffers = visibleTo(actor, sql`o.organization_id`) ?? sql`true`;
  const now = ctx.now.toISOString();
  const [models, totals, hosts] = await Promise.all([
    ctx.db.execute<{ model: string; state: AcceleratorState; count: number }>(sql`
      SELECT model, state, count(*)::int AS count
      FROM (
        SELECT coalesce(m.name, a.reported_name) AS model, ${acceleratorState(ctx.now)} AS state
        FROM accelerators a JOIN hosts h ON h.id = a.host_id LEFT JOIN accelerator_models m ON m.id = a.model_id
        WHERE h.retired_at IS NULL AND ${own}
      ) states
      GROUP BY model, state ORDER BY model LIMIT 1000`),
    ctx.db.execute<{ site_count: number; offer_count: number }>(sql`
      SELECT (SELECT count(*)::int FROM sites s WHERE ${ownSites}) AS site_count,
        (SELECT count(*)::int FROM offers o
          WHERE ${ownOffers} AND o.withdrawn_at IS NULL AND o.during @> ${now}::timestamptz) AS offer_count`),
    listHosts(ctx),
  ]);
  const names = [...new Set(models.rows.map((row) => row.model))];
  return {
    siteCount: totals.rows[0]?.site_count ?? 0,
    hostCount: hosts.filter(({ retiredAt }) => retiredAt === null).length,
    offerCount: totals.rows[0]?.offer_count ?? 0,
    accelerators: countStates(models.rows),
    byModel: names.map((model) => ({
      model,
      accelerators: countStates(models.rows.filter((row) => row.model === model)),
    })),
    hostsNeedingAttention: hosts.filter(needsAttention),
  };
}

function needsAttention({ state, status, accelerators, keptBack }: HostRow): boolean {
  if (state === "retired") return false;
  return status !== "online" || !takesLeases(state) || accelerators.unavailable > 0 || keptBack.length > 0;
}
