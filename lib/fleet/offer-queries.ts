import { and, desc, eq, inArray, isNull, ne, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import { acceleratorModels, leases, offers, organizations, sites, skus } from "@/db/schema";
import type { Context } from "@/lib/context";
import { type OfferState, offerState } from "@/lib/core/fleet/offer-state";
import { authorize } from "@/lib/identity/authorize";
import { countHeldBack, type HeldBack } from "./held-back";
import { visibleTo } from "./visible-to";

export interface OfferRow {
  id: string;
  siteId: string;
  siteName: string;
  country: string;
  operatorName: string;
  skuCode: string;
  modelName: string;
  acceleratorCount: number;
  currency: string;
  wholesaleMicrosPerHour: bigint;
  from: Date;
  to: Date | null;
  withdrawnAt: Date | null;
  createdAt: Date;
  state: OfferState;
  /** Of active leases at this offer's rate. */
  leaseCount: number;
  leasedAccelerators: number;
  /** Of the model's accelerators at the site, those that a finding about their hardware keeps from sale; null where none is. */
  heldBack: { accelerators: number; of: number; reasons: string[] } | null;
}

const MAX_OFFERS = 1_000;

/** Newest first. */
export async function listOffers(ctx: Context, filter: { siteId?: string } = {}): Promise<OfferRow[]> {
  const actor = authorize(ctx, "offer.view");
  const rows = await ctx.db
    .select({
      id: offers.id,
      siteId: offers.siteId,
      siteName: sites.name,
      country: sites.country,
      operatorName: organizations.name,
      skuCode: skus.code,
      modelId: skus.modelId,
      modelName: acceleratorModels.name,
      acceleratorCount: skus.acceleratorCount,
      currency: offers.currency,
      wholesaleMicrosPerHour: offers.wholesaleMicrosPerHour,
      during: offers.during,
      withdrawnAt: offers.withdrawnAt,
      createdAt: offers.createdAt,
    })
    .from(offers)
    .innerJoin(sites, eq(sites.id, offers.siteId))
    .innerJoin(organizations, eq(organizations.id, offers.organizationId))
    .innerJoin(skus, eq(skus.id, offers.skuId))
    .innerJoin(acceleratorModels, eq(acceleratorModels.id, skus.modelId))
    .where(and(visibleTo(actor, offers.organizationId), filter.siteId ? eq(offers.siteId, filter.siteId) : undefined))
    .orderBy(desc(offers.createdAt), desc(offers.id))
    .limit(MAX_OFFERS);
  const leased = await countLeased(
    ctx,
    rows.map((row) => row.id),
  );
  const held = await countHeldBack(ctx.db, visibleTo(actor, sql`h.organization_id`));
  const heldBack = new Map(held.map((row) => [`${row.siteId}/${row.modelId}`, row]));
  return rows.map(({ during, modelId, ...row }) => ({
    ...row,
    ...during,
    state: offerState({ ...during, withdrawnAt: row.withdrawnAt }, ctx.now),
    heldBack: toHeldBack(heldBack.get(`${row.siteId}/${modelId}`)),
    ...(leased.get(row.id) ?? { leaseCount: 0, leasedAccelerators: 0 }),
  }));
}

async function countLeased(ctx: Context, offerIds: string[]) {
  if (offerIds.length === 0) return new Map<string, { leaseCount: number; leasedAccelerators: number }>();
  const rows = await ctx.db
    .select({
      offerId: leases.offerId,
      leaseCount: sql<number>`count(*)::int`,
      leasedAccelerators: sumOf(leases.acceleratorCount),
    })
    .from(leases)
    .where(and(isNull(leases.endedAt), ne(leases.state, "stopped"), inArray(leases.offerId, offerIds)))
    .groupBy(leases.offerId);
  return new Map(rows.map(({ offerId, ...counts }) => [offerId, counts]));
}

function toHeldBack(row: HeldBack | undefined): OfferRow["heldBack"] {
  return row ? { accelerators: row.heldBack, of: row.of, reasons: row.reasons } : null;
}

const sumOf = (column: PgColumn) => sql<number>`coalesce(sum(${column}), 0)::int`;

export interface OfferableModel {
  modelId: string;
  name: string;
  vendor: string;
  skus: { id: string; code: string; count: number }[];
}

/** Models of the catalogue that can be bought at all, with their SKUs by count. */
export async function listOfferableModels(ctx: Context): Promise<OfferableModel[]> {
  authorize(ctx, "offer.view");
  const rows = await ctx.db
    .select({
      modelId: acceleratorModels.id,
      name: acceleratorModels.name,
      vendor: acceleratorModels.vendor,
      skuId: skus.id,
      code: skus.code,
      count: skus.acceleratorCount,
    })
    .from(skus)
    .innerJoin(acceleratorModels, eq(acceleratorModels.id, skus.modelId))
    .orderBy(acceleratorModels.vendor, acceleratorModels.name, skus.acceleratorCount)
    .limit(2_000);
  const models = new Map<string, OfferableModel>();
  for (const { modelId, name, vendor, skuId, code, count } of rows) {
    const model = models.get(modelId) ?? { modelId, name, vendor, skus: [] };
    model.skus.push({ id: skuId, code, count });
    models.set(modelId, model);
  }
  return [...models.values()];
}

export interface SiteModel {
  siteId: string;
  modelId: string;
  /** The most that one host of the site has: a SKU above it could never be placed. */
  largestHost: number;
}

/** What the operator's sites have, so that an offer is made of what exists. */
export async function listSiteModels(ctx: Context): Promise<SiteModel[]> {
  const actor = authorize(ctx, "offer.view");
  const own = visibleTo(actor, sql`h.organization_id`);
  const { rows } = await ctx.db.execute<{ siteId: string; modelId: string; largestHost: number }>(sql`
    SELECT site_id AS "siteId", model_id AS "modelId", max(count)::int AS "largestHost"
    FROM (
      SELECT h.site_id, a.model_id, h.id, count(*) AS count
      FROM hosts h JOIN accelerators a ON a.host_id = h.id
      WHERE h.retired_at IS NULL AND a.model_id IS NOT NULL AND a.missing_since IS NULL ${own ? sql`AND ${own}` : sql``}
      GROUP BY h.site_id, a.model_id, h.id
    ) hosts
    GROUP BY site_id, model_id
    LIMIT 5000`);
  return rows;
}
