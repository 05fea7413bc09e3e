import { and, asc, desc, eq, gt, isNull, type SQL, sql } from "drizzle-orm";
import { enrolmentTokens, hosts, organizations, sites } from "@/db/schema";
import type { Context } from "@/lib/context";
import { type AcceleratorCounts, countStates } from "@/lib/core/fleet/accelerator-states";
import { notFound } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { countAcceleratorsBy } from "./count-accelerators";
import { visibleTo } from "./visible-to";

export interface SiteRow {
  id: string;
  name: string;
  city: string;
  country: string;
  latitude: number;
  longitude: number;
  operatorName: string;
  hostCount: number;
  accelerators: AcceleratorCounts;
  createdAt: Date;
}

const MAX_SITES = 500;

export async function listSites(ctx: Context): Promise<SiteRow[]> {
  const actor = authorize(ctx, "site.view");
  return findSites(ctx, visibleTo(actor, sites.organizationId));
}

/** Throws `not_found` for another operator's site. */
export async function getSite(ctx: Context, siteId: string): Promise<SiteRow> {
  const actor = authorize(ctx, "site.view");
  const [site] = await findSites(ctx, and(eq(sites.id, siteId), visibleTo(actor, sites.organizationId)));
  if (!site) throw notFound("site");
  return site;
}

async function findSites(ctx: Context, where: SQL | undefined): Promise<SiteRow[]> {
  const rows = await ctx.db
    .select({
      id: sites.id,
      name: sites.name,
      city: sites.city,
      country: sites.country,
      latitude: sites.latitude,
      longitude: sites.longitude,
      operatorName: organizations.name,
      hostCount: sql<number>`(SELECT count(*)::int FROM hosts WHERE hosts.site_id = ${sites.id} AND hosts.retired_at IS NULL)`,
      createdAt: sites.createdAt,
    })
    .from(sites)
    .innerJoin(organizations, eq(organizations.id, sites.organizationId))
    .where(where)
    .orderBy(asc(sites.name))
    .limit(MAX_SITES);
  const counts = await countAcceleratorsBy(
    ctx,
    sql`h.site_id`,
    rows.map((row) => row.id),
  );
  return rows.map((row) => ({ ...row, accelerators: countStates(counts.get(row.id) ?? []) }));
}

export interface EnrolmentRow {
  id: string;
  hostName: string;
  createdAt: Date;
  expiresAt: Date;
}

/** Tokens that can still be used, newest first. */
export async function listOpenEnrolments(ctx: Context, siteId: string): Promise<EnrolmentRow[]> {
  const actor = authorize(ctx, "host.enrol", "look");
  return ctx.db
    .select({
      id: enrolmentTokens.id,
      hostName: enrolmentTokens.hostName,
      createdAt: enrolmentTokens.createdAt,
      expiresAt: enrolmentTokens.expiresAt,
    })
    .from(enrolmentTokens)
    .innerJoin(sites, eq(sites.id, enrolmentTokens.siteId))
    .where(
      and(
        eq(enrolmentTokens.siteId, siteId),
        eq(sites.organizationId, actor.organizationId),
        isNull(enrolmentTokens.usedAt),
        gt(enrolmentTokens.expiresAt, ctx.now),
      ),
    )
    .orderBy(desc(enrolmentTokens.createdAt))
    .limit(20);
}

export type EnrolmentProgress = { state: "waiting" | "expired" } | { state: "enrolled"; hostId: string };

/** How far the enrolment with this token is; for the page that waits for the host. */
export async function getEnrolmentProgress(ctx: Context, tokenId: string): Promise<EnrolmentProgress> {
  const actor = authorize(ctx, "host.enrol", "look");
  const [token] = await ctx.db
    .select({ expiresAt: enrolmentTokens.expiresAt, hostId: hosts.id })
    .from(enrolmentTokens)
    .innerJoin(sites, eq(sites.id, enrolmentTokens.siteId))
    .leftJoin(hosts, eq(hosts.id, enrolmentTokens.hostId))
    .where(and(eq(enrolmentTokens.id, tokenId), eq(sites.organizationId, actor.organizationId)));
  if (!token) throw notFound("enrolment token");
  if (token.hostId) return { state: "enrolled", hostId: token.hostId };
  return { state: token.expiresAt > ctx.now ? "waiting" : "expired" };
}
