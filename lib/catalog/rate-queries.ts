import { asc, desc, eq, type SQL, sql } from "drizzle-orm";
import { customerTaxProfiles, customerTerms, fxRates, taxRates, users } from "@/db/schema";
import type { Context } from "@/lib/context";
import { authorize } from "@/lib/identity/authorize";
import { DEFAULT_TERMS, findCustomerTerms } from "./customer-terms";

const MOST_ROWS = 500;

export type DatedStatus = "current" | "announced" | "past";

const statusOf = (during: SQL | typeof fxRates.during | typeof taxRates.during) => sql<DatedStatus>`CASE
  WHEN ${during} @> platform_now() THEN 'current' WHEN lower(${during}) > platform_now() THEN 'announced' ELSE 'past' END`;

/** Conversion rates, by pair and newest first. */
export function listFxRates(ctx: Context) {
  authorize(ctx, "terms.view");
  return ctx.db
    .select({
      id: fxRates.id,
      base: fxRates.base,
      quote: fxRates.quote,
      rateE9: fxRates.rateE9,
      during: fxRates.during,
      source: fxRates.source,
      status: statusOf(fxRates.during),
      createdByEmail: users.email,
    })
    .from(fxRates)
    .leftJoin(users, eq(users.id, fxRates.createdBy))
    .orderBy(asc(fxRates.base), asc(fxRates.quote), desc(sql`lower(${fxRates.during})`))
    .limit(MOST_ROWS);
}

/** Taxes, by jurisdiction and newest first. */
export function listTaxRates(ctx: Context) {
  authorize(ctx, "terms.view");
  return ctx.db
    .select({
      id: taxRates.id,
      jurisdiction: taxRates.jurisdiction,
      name: taxRates.name,
      rateBps: taxRates.rateBps,
      reverseCharge: taxRates.reverseCharge,
      during: taxRates.during,
      status: statusOf(taxRates.during),
      createdByEmail: users.email,
    })
    .from(taxRates)
    .leftJoin(users, eq(users.id, taxRates.createdBy))
    .orderBy(asc(taxRates.jurisdiction), desc(sql`lower(${taxRates.during})`))
    .limit(MOST_ROWS);
}

/** What was agreed with a customer, defaults where nothing was, and their tax profiles. For the desk. */
export async function getCustomerTerms(ctx: Context, organizationId: string) {
  authorize(ctx, "terms.view");
  const [agreed] = await ctx.db
    .select({ updatedAt: customerTerms.updatedAt, email: users.email })
    .from(customerTerms)
    .leftJoin(users, eq(users.id, customerTerms.updatedBy))
    .where(eq(customerTerms.organizationId, organizationId));
  const terms = agreed ? await findCustomerTerms(ctx.db, organizationId) : DEFAULT_TERMS;
  return { ...terms, agreed: agreed ?? null, taxProfiles: await listProfiles(ctx, organizationId) };
}

/** The signed-in customer's own: what holds now, and what was changed for the next hour. */
export async function getOwnTaxProfile(ctx: Context) {
  const { organizationId } = authorize(ctx, "balance.view");
  const profiles = await listProfiles(ctx, organizationId);
  return {
    current: profiles.find((profile) => profile.status === "current") ?? null,
    announced: profiles.find((profile) => profile.status === "announced") ?? null,
  };
}

/** Behind queries that have asked. */
function listProfiles({ db }: Pick<Context, "db">, organizationId: string) {
  return db
    .select({
      id: customerTaxProfiles.id,
      jurisdiction: customerTaxProfiles.jurisdiction,
      legalName: customerTaxProfiles.legalName,
      address: customerTaxProfiles.address,
      taxId: customerTaxProfiles.taxId,
      exempt: customerTaxProfiles.exempt,
      during: customerTaxProfiles.during,
      status: statusOf(sql`${customerTaxProfiles.during}`),
    })
    .from(customerTaxProfiles)
    .where(eq(customerTaxProfiles.organizationId, organizationId))
    .orderBy(desc(sql`lower(${customerTaxProfiles.during})`))
    .limit(20);
}

export type TaxProfile = Awaited<ReturnType<typeof listProfiles>>[number];
