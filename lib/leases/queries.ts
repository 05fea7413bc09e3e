import { and, asc, count, desc, eq, gt, ilike, inArray, isNull, or, type SQL, sql } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import {
  acceleratorModels,
  accelerators,
  leaseAccelerators,
  leaseEvents,
  leaseSshKeys,
  leases,
  projects,
  sites,
  skus,
  sshKeys,
} from "@/db/schema";
import type { Context, UserActor } from "@/lib/context";
import type { LeaseState } from "@/lib/core/leases/states";
import { notFound } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { listLeaseMaintenance } from "./lease-maintenance";
import { ownLeases } from "./own-leases";
import { ownRate, storageRate } from "./present-rates";
import { presentHostKey } from "./ssh-host-key";

const LONGEST_PAGE = 200;
const MOST_EVENTS = 500;
const LATEST_LEASES = 100;

type Reader = Pick<Context, "db" | "actor">;

const rowColumns = {
  id: leases.id,
  name: leases.name,
  projectId: leases.projectId,
  projectName: projects.name,
  state: leases.state,
  endReason: leases.endReason,
  retainUntil: leases.retainUntil,
  retainedAs: leases.retainedAs,
  diskGib: leases.diskGib,
  onHostReboot: leases.onHostReboot,
  skuCode: skus.code,
  modelName: acceleratorModels.name,
  vendor: acceleratorModels.vendor,
  acceleratorCount: leases.acceleratorCount,
  siteName: sites.name,
  city: sites.city,
  country: sites.country,
  simulated: leases.simulated,
  /** The offer's, of the price; what it costs is in the billing currency. */
  currency: leases.currency,
  billingCurrency: leases.billingCurrency,
  retailMicrosPerHour: ownRate,
  requestedAt: leases.requestedAt,
  runningAt: leases.runningAt,
  endedAt: leases.endedAt,
  sshAddress: leases.sshAddress,
  sshPort: leases.sshPort,
};

function selectRows(ctx: Reader) {
  return ctx.db
    .select(rowColumns)
    .from(leases)
    .innerJoin(skus, eq(skus.id, leases.skuId))
    .innerJoin(acceleratorModels, eq(acceleratorModels.id, skus.modelId))
    .innerJoin(sites, eq(sites.id, leases.siteId))
    .leftJoin(projects, eq(projects.id, leases.projectId));
}

export type LeaseRow = Awaited<ReturnType<typeof selectRows>>[number];

export interface LeasePage {
  limit: number;
  offset: number;
  states?: readonly LeaseState[];
  projectIds?: readonly string[];
  q?: string;
  sort?: { by: "requestedAt" | "name" | "state"; desc: boolean };
}

function matching(actor: UserActor, page: LeasePage): SQL | undefined {
  const text = page.q?.trim() ? `%${page.q.trim().replace(/[\\%_]/g, "\\$&")}%` : null;
  return and(
    ownLeases(actor),
    page.projectIds?.length ? inArray(leases.projectId, [...page.projectIds]) : undefined,
    page.states?.length ? inArray(leases.state, [...page.states]) : undefined,
    text
      ? or(
          ilike(leases.name, text),
          ilike(leases.id, text),
          ilike(skus.code, text),
          ilike(acceleratorModels.name, text),
          ilike(sites.name, text),
        )
      : undefined,
  );
}

/** The signed-in organization's leases, newest first unless sorted, and how many there are in all. */
export async function listLeases(ctx: Reader, page: LeasePage): Promise<{ leases: LeaseRow[]; total: number }> {
  const actor = authorize(ctx, "lease.view");
  const where = matching(actor, page);
  const { by, desc: down } = page.sort ?? { by: "requestedAt", desc: true };
  const rows = await selectRows(ctx)
    .where(where)
    .orderBy((down ? desc : asc)(leases[by]), desc(leases.id))
    .limit(Math.min(page.limit, LONGEST_PAGE))
    .offset(page.offset);
  const [counted] = await ctx.db
    .select({ total: count() })
    .from(leases)
    .innerJoin(skus, eq(skus.id, leases.skuId))
    .innerJoin(acceleratorModels, eq(acceleratorModels.id, skus.modelId))
    .innerJoin(sites, eq(sites.id, leases.siteId))
    .where(where);
  return { leases: rows, total: Number(counted?.total ?? 0) };
}

/** Leases that are not over: starting, running, unreachable, stopping, or stopped with their data kept. */
export async function listRunning(ctx: Reader): Promise<LeaseRow[]> {
  const actor = authorize(ctx, "lease.view");
  return selectRows(ctx)
    .where(and(ownLeases(actor), isNull(leases.endedAt)))
    .orderBy(desc(leases.requestedAt), desc(leases.id))
    .limit(LONGEST_PAGE);
}

/** Names of the organization's own leases by id; others are left out. */
export async function listLeaseNames(ctx: Reader, leaseIds: readonly string[]): Promise<Map<string, string>> {
  const actor = authorize(ctx, "lease.view");
  const wanted = [...new Set(leaseIds)].slice(0, MOST_EVENTS);
  if (wanted.length === 0) return new Map();
  const rows = await ctx.db
    .select({ id: leases.id, name: leases.name })
    .from(leases)
    .where(and(inArray(leases.id, wanted), ownLeases(actor)));
  return new Map(rows.map((row) => [row.id, row.name]));
}

/** One lease of the signed-in organization; another's is not found. */
export async function getLease(ctx: Reader, leaseId: string) {
  const actor = authorize(ctx, "lease.view");
  const [row] = await ctx.db
    .select({
      ...rowColumns,
      siteId: leases.siteId,
      skuId: leases.skuId,
      sshHostKey: leases.sshHostKey,
      memoryGb: acceleratorModels.memoryGb,
      cpuMillis: leases.cpuMillis,
      memoryMib: leases.memoryMib,
      bootDeadlineAt: leases.bootDeadlineAt,
      stopRequestedAt: leases.stopRequestedAt,
      storageMicrosPerHour: storageRate,
      billingCurrency: leases.billingCurrency,
      endsAt: leases.endsAt,
      spendLimitMicros: leases.spendLimitMicros,
      billedFrom: leases.billedFrom,
      billedThrough: leases.billedThrough,
    })
    .from(leases)
    .innerJoin(skus, eq(skus.id, leases.skuId))
    .innerJoin(acceleratorModels, eq(acceleratorModels.id, skus.modelId))
    .innerJoin(sites, eq(sites.id, leases.siteId))
    .leftJoin(projects, eq(projects.id, leases.projectId))
    .where(and(eq(leases.id, leaseId), ownLeases(actor)));
  if (!row) throw notFound("instance");
  const [ownAccelerators, keys, events, maintenance] = await Promise.all([
    listLeaseAccelerators(ctx, leaseId),
    listLeaseKeys(ctx, leaseId),
    listEventsAfter(ctx.db, leaseId, 0),
    listLeaseMaintenance(ctx, [leaseId]),
  ]);
  return { ...row, sshHostKey: presentHostKey(row), accelerators: ownAccelerators, sshKeys: keys, events, maintenance };
}

export type LeaseDetail = Awaited<ReturnType<typeof getLease>>;

/** Of the accelerators that a lease had over its starts: those it has, or had last. */
const latestClaim = sql`${leaseAccelerators.claimedAt} = (
  SELECT max(c.claimed_at) FROM lease_accelerators c WHERE c.lease_id = ${leaseAccelerators.leaseId})`;

function listLeaseAccelerators(ctx: Reader, leaseId: string) {
  return ctx.db
    .select({
      index: accelerators.index,
      uuid: accelerators.uuid,
      name: accelerators.reportedName,
      memoryMib: accelerators.memoryMib,
      pciAddress: accelerators.pciAddress,
      driverVersion: accelerators.driverVersion,
      simulated: accelerators.simulated,
    })
    .from(leaseAccelerators)
    .innerJoin(accelerators, eq(accelerators.id, leaseAccelerators.acceleratorId))
    .where(and(eq(leaseAccelerators.leaseId, leaseId), latestClaim))
    .orderBy(asc(accelerators.index));
}

function listLeaseKeys(ctx: Reader, leaseId: string) {
  return ctx.db
    .select({ id: sshKeys.id, name: sshKeys.name, fingerprint: sshKeys.fingerprint })
    .from(leaseSshKeys)
    .innerJoin(sshKeys, eq(sshKeys.id, leaseSshKeys.sshKeyId))
    .where(eq(leaseSshKeys.leaseId, leaseId))
    .orderBy(asc(sshKeys.name));
}

const eventColumns = {
  id: leaseEvents.id,
  seq: leaseEvents.seq,
  kind: leaseEvents.kind,
  source: leaseEvents.source,
  toState: leaseEvents.toState,
  message: leaseEvents.message,
  /** Where a start failed: why, for programs. */
  reasonCode: sql<string | null>`${leaseEvents.detail} ->> 'reasonCode'`,
  at: leaseEvents.at,
};

/** Events of one lease in their order, from the one after `seq` on. Not authorised: for queries that have looked the lease up. */
export function listEventsAfter(db: DbOrTx, leaseId: string, seq: number) {
  return db
    .select(eventColumns)
    .from(leaseEvents)
    .where(and(eq(leaseEvents.leaseId, leaseId), gt(leaseEvents.seq, seq)))
    .orderBy(asc(leaseEvents.seq))
    .limit(MOST_EVENTS);
}

export type LeaseEvent = Awaited<ReturnType<typeof listEventsAfter>>[number];

/** By the second, for an end is dated to its whole second: the latest changes of state among the organization's hundred newest leases. */
export async function listRecentEvents(ctx: Reader, limit: number) {
  const actor = authorize(ctx, "lease.view");
  const latest = ctx.db
    .select({ id: leases.id, name: leases.name })
    .from(leases)
    .where(ownLeases(actor))
    .orderBy(desc(leases.requestedAt))
    .limit(LATEST_LEASES)
    .as("latest");
  return ctx.db
    .select({ ...eventColumns, leaseId: latest.id, leaseName: latest.name })
    .from(latest)
    .innerJoin(leaseEvents, eq(leaseEvents.leaseId, latest.id))
    .where(sql`${leaseEvents.toState} IS NOT NULL AND ${leaseEvents.toState} NOT IN ('placing', 'requested')`)
    .orderBy(desc(sql`date_trunc('second', ${leaseEvents.at})`), desc(leaseEvents.seq))
    .limit(Math.min(limit, LONGEST_PAGE));
}
