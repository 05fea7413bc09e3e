import { and, asc, eq, type SQL, sql } from "drizzle-orm";
import { hosts, organizations, sites } from "@/db/schema";
import type { Context } from "@/lib/context";
import type { HostFacts } from "@/lib/core/contracts/agent";
import type { AcceleratorMig } from "@/lib/core/contracts/hardware";
import { type AcceleratorCounts, type AcceleratorState, countStates } from "@/lib/core/fleet/accelerator-states";
import { type HostStatus, hostStatus } from "@/lib/core/fleet/host-status";
import { type HostState, hostState, standingOf } from "@/lib/core/fleet/lifecycle";
import type { WindowState } from "@/lib/core/fleet/maintenance";
import { settings } from "@/lib/env";
import { notFound } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { judgedHealth } from "./accelerator-health";
import { acceleratorState } from "./accelerator-states";
import { countAcceleratorsBy } from "./count-accelerators";
import { type KeptBack, listKeptBack } from "./kept-back";
import { isOpenWindow } from "./takes-leases";
import { visibleTo } from "./visible-to";

export interface HostRow {
  id: string;
  name: string;
  siteId: string;
  siteName: string;
  operatorName: string;
  status: HostStatus;
  simulated: boolean;
  facts: HostFacts;
  clockOffsetMs: number;
  enrolledAt: Date;
  lastSeenAt: Date;
  accelerators: AcceleratorCounts;
  /** Those of them that are not for sale for their own sake. */
  keptBack: KeptBack[];
  /** Of its accelerators, as the vendor's tool names them; distinct. */
  acceleratorNames: string[];
  state: HostState;
  /** Leases that hold accelerators of it, and with those the ones whose data is there. */
  runningLeases: number;
  leases: number;
  checkedAt: Date | null;
  drainAskedAt: Date | null;
  cordonedAt: Date | null;
  cordonReason: string | null;
  lockedAt: Date | null;
  retiredAt: Date | null;
  /** The window that is under way, or the next. */
  window: { id: string; startsAt: string; endsAt: string; state: WindowState; reason: string } | null;
}

const MAX_HOSTS = 1_000;

/** By site, then name. */
export async function listHosts(ctx: Context, filter: { siteId?: string } = {}): Promise<HostRow[]> {
  const actor = authorize(ctx, "host.view");
  const site = filter.siteId ? eq(hosts.siteId, filter.siteId) : undefined;
  return findHosts(ctx, and(site, visibleTo(actor, hosts.organizationId)));
}

/** Throws `not_found` for another operator's host. */
export async function getHost(ctx: Context, hostId: string): Promise<HostRow> {
  const actor = authorize(ctx, "host.view");
  const [host] = await findHosts(ctx, and(eq(hosts.id, hostId), visibleTo(actor, hosts.organizationId)));
  if (!host) throw notFound("host");
  return host;
}

async function findHosts(ctx: Context, where: SQL | undefined): Promise<HostRow[]> {
  const rows = await ctx.db
    .select({
      id: hosts.id,
      name: hosts.name,
      siteId: hosts.siteId,
      siteName: sites.name,
      operatorName: organizations.name,
      simulated: hosts.simulated,
      facts: hosts.facts,
      clockOffsetMs: hosts.clockOffsetMs,
      enrolledAt: hosts.enrolledAt,
      lastSeenAt: hosts.lastSeenAt,
      acceleratorNames: sql<string[]>`ARRAY(SELECT DISTINCT a.reported_name FROM accelerators a
        WHERE a.host_id = ${hosts.id} ORDER BY 1)`,
      checkedAt: hosts.checkedAt,
      drainAskedAt: hosts.drainAskedAt,
      cordonedAt: hosts.cordonedAt,
      cordonReason: hosts.cordonReason,
      lockedAt: hosts.lockedAt,
      retiredAt: hosts.retiredAt,
      runningLeases: sql<number>`(SELECT count(*)::int FROM leases l
        WHERE l.host_id = ${hosts.id} AND l.ended_at IS NULL AND l.state <> 'stopped')`,
      leases: sql<number>`(SELECT count(*)::int FROM leases l WHERE l.host_id = ${hosts.id} AND l.ended_at IS NULL)`,
      window: sql<
        HostRow["window"]
      >`(SELECT json_build_object('id', w.id, 'startsAt', w.starts_at, 'endsAt', w.ends_at, 'state', w.state,
          'reason', w.reason)
        FROM maintenance_windows w WHERE w.host_id = ${hosts.id} AND ${isOpenWindow}
        ORDER BY w.starts_at LIMIT 1)`,
    })
    .from(hosts)
    .innerJoin(sites, eq(sites.id, hosts.siteId))
    .innerJoin(organizations, eq(organizations.id, hosts.organizationId))
    .where(where)
    .orderBy(asc(sites.name), asc(hosts.name))
    .limit(MAX_HOSTS);
  const ids = rows.map((row) => row.id);
  const [counts, keptBack] = await Promise.all([
    countAcceleratorsBy(ctx, sql`h.id`, ids),
    listKeptBack(
      ctx.db,
      rows.flatMap(({ id, retiredAt }) => (retiredAt ? [] : [id])),
    ),
  ]);
  const { silenceMs } = settings();
  return rows.map((row) => {
    const { lastSeenAt, facts } = row;
    const status = hostStatus({ lastSeenAt, now: ctx.now, silenceMs, problems: facts.problems });
    const state = hostState(standingOf(row));
    const accelerators = countStates(counts.get(row.id) ?? []);
    return { ...row, state, status, accelerators, keptBack: keptBack.get(row.id) ?? [] };
  });
}

export interface AcceleratorRow {
  id: string;
  index: number;
  uuid: string;
  serial: string | null;
  vendor: string;
  reportedName: string;
  modelCode: string | null;
  modelName: string | null;
  memoryMib: number | null;
  pciAddress: string | null;
  pciId: string | null;
  driverVersion: string | null;
  firmwareVersion: string | null;
  powerLimitW: number | null;
  mig: AcceleratorMig | null;
  health: "healthy" | "degraded" | "failed";
  healthReasons: string[];
  simulated: boolean;
  missingSince: Date | null;
  state: AcceleratorState;
  leaseId: string | null;
}

/** The host's accelerators, present and missing, by index; their health by the host's word and by telemetry. A host reports 64 at most. */
export async function listAccelerators(ctx: Context, hostId: string): Promise<AcceleratorRow[]> {
  const actor = authorize(ctx, "host.view");
  const own = visibleTo(actor, sql`h.organization_id`);
  const { rows } = await ctx.db.execute<AcceleratorRow & Record<string, unknown>>(sql`
    SELECT a.id, a.index, a.uuid, a.serial, a.vendor, a.reported_name AS "reportedName", m.code AS "modelCode",
      m.name AS "modelName", a.memory_mib AS "memoryMib", a.pci_address AS "pciAddress",
      a.pci_id AS "pciId", a.driver_version AS "driverVersion", a.firmware_version AS "firmwareVersion",
      a.power_limit_w AS "powerLimitW", a.mig, a.simulated,
      judged.health, judged.reasons AS "healthReasons",
      a.missing_since AS "missingSince", ${acceleratorState(ctx.now)} AS state, held.lease_id AS "leaseId"
    FROM accelerators a
    JOIN hosts h ON h.id = a.host_id
    LEFT JOIN accelerator_models m ON m.id = a.model_id
    LEFT JOIN lease_accelerators held ON held.accelerator_id = a.id AND held.released_at IS NULL
    CROSS JOIN LATERAL ${judgedHealth} judged
    WHERE a.host_id = ${hostId} ${own ? sql`AND ${own}` : sql``}
    ORDER BY a.index, a.uuid
    LIMIT 512`);
  return rows;
}
