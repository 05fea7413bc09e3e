import { and, eq, isNull } from "drizzle-orm";
import type { Database } from "@/db/client";
import { acceleratorModels, hosts, offers, sites, skus } from "@/db/schema";
import type { Context } from "@/lib/context";
import { createSite } from "@/lib/fleet/create-site";
import { mintEnrolmentToken } from "@/lib/fleet/mint-enrolment-token";
import { publishOffer } from "@/lib/fleet/publish-offer";

export interface SeededHost {
  name: string;
  /** Of `agent enroll --simulate`. */
  profile: string;
  /** Null once the host is enrolled; a token that was not used can't be shown again, so each run mints a new one. */
  enrolToken: string | null;
}

/** Wholesale prices are illustrative: of the order that such capacity is quoted at, and nobody's in particular. */
const FLEET = [
  {
    site: { name: "Reykjavik 1", city: "Reykjavik", country: "IS", latitude: 64.13548, longitude: -21.89541 },
    host: { name: "reykjavik-h100-1", profile: "h100-sxm-8" },
    model: "h100-sxm-80",
    wholesalePerHour: "1.85",
  },
  {
    site: { name: "Ulanqab 1", city: "Ulanqab", country: "CN", latitude: 41.0275, longitude: 113.10583 },
    host: { name: "ulanqab-910b-1", profile: "ascend-910b-8" },
    model: "ascend-910b3-64",
    wholesalePerHour: "0.80",
  },
];

/** Two sites with an offer for 1, 2, 4 and 8 accelerators each and a token for the host that supplies them. Again, it adds what is missing. */
export async function seedFleet(
  db: Database,
  { operatorContext: ctx }: { operatorContext: Context },
): Promise<{ hosts: SeededHost[] }> {
  const seeded: SeededHost[] = [];
  for (const { site, host, model, wholesalePerHour } of FLEET) {
    const siteId = (await findSite(db, ctx, site.name)) ?? (await createSite(ctx, site)).siteId;
    const skuIds = await findUnofferedSkus(db, siteId, model);
    if (skuIds.length > 0)
      await publishOffer(ctx, { siteId, skuIds, wholesalePerHour, currency: "USD", from: null, to: null });
    const isEnrolled = await hasHost(db, siteId, host.name);
    const minted = isEnrolled ? null : await mintEnrolmentToken(ctx, { siteId, hostName: host.name });
    seeded.push({ ...host, enrolToken: minted?.token ?? null });
  }
  return { hosts: seeded };
}

async function findSite(db: Database, { actor }: Context, name: string): Promise<string | null> {
  const organizationId = actor.type === "user" ? actor.organizationId : "";
  const [site] = await db
    .select({ id: sites.id })
    .from(sites)
    .where(and(eq(sites.organizationId, organizationId), eq(sites.name, name)));
  return site?.id ?? null;
}

/** An offer that was withdrawn or has ended was somebody's decision: only a SKU that was never offered here counts. */
async function findUnofferedSkus(db: Database, siteId: string, modelCode: string): Promise<string[]> {
  const rows = await db
    .select({ id: skus.id })
    .from(skus)
    .innerJoin(acceleratorModels, eq(acceleratorModels.id, skus.modelId))
    .leftJoin(offers, and(eq(offers.skuId, skus.id), eq(offers.siteId, siteId)))
    .where(and(eq(acceleratorModels.code, modelCode), isNull(offers.id)))
    .orderBy(skus.acceleratorCount);
  return rows.map((row) => row.id);
}

async function hasHost(db: Database, siteId: string, name: string): Promise<boolean> {
  const rows = await db
    .select({ id: hosts.id })
    .from(hosts)
    .where(and(eq(hosts.siteId, siteId), eq(hosts.name, name)))
    .limit(1);
  return rows.length > 0;
}
