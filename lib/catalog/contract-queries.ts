import { and, asc, count, desc, eq, sql } from "drizzle-orm";
import {
  acceleratorModels,
  organizations,
  sites,
  skus,
  wholesaleCommitments,
  wholesaleContracts,
  wholesaleRates,
} from "@/db/schema";
import type { Context } from "@/lib/context";
import { notFound } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";

const LONGEST_PAGE = 200;
const MOST_ROWS = 500;

const columns = {
  id: wholesaleContracts.id,
  operatorId: wholesaleContracts.organizationId,
  operatorName: organizations.name,
  name: wholesaleContracts.name,
  currency: wholesaleContracts.currency,
  during: wholesaleContracts.during,
  holdBackBps: wholesaleContracts.holdBackBps,
  holdBackMonths: wholesaleContracts.holdBackMonths,
  slaChargeBackBps: wholesaleContracts.slaChargeBackBps,
  rateCount: sql<number>`(SELECT count(*)::int FROM wholesale_rates w WHERE w.contract_id = ${wholesaleContracts.id} AND w.during @> platform_now())`,
  committedHoursPerMonth: sql<bigint>`(SELECT coalesce(sum(k.accelerator_hours_per_month), 0)::bigint FROM wholesale_commitments k
    WHERE k.contract_id = ${wholesaleContracts.id} AND k.during @> platform_now())`,
};

/** Of an operator: its own alone. The desk sees all. */
function visible(ctx: Context) {
  const { organizationKind, organizationId } = authorize(ctx, "contract.view");
  return organizationKind === "platform" ? undefined : eq(wholesaleContracts.organizationId, organizationId);
}

/** Contracts by operator, the newest first of each. */
export async function listContracts(ctx: Context, page: { limit: number; offset: number }) {
  const own = visible(ctx);
  const contracts = await ctx.db
    .select(columns)
    .from(wholesaleContracts)
    .innerJoin(organizations, eq(organizations.id, wholesaleContracts.organizationId))
    .where(own)
    .orderBy(asc(organizations.name), desc(sql`lower(${wholesaleContracts.during})`))
    .limit(Math.min(page.limit, LONGEST_PAGE))
    .offset(page.offset);
  const [counted] = await ctx.db.select({ total: count() }).from(wholesaleContracts).where(own);
  return { contracts, total: Number(counted?.total ?? 0) };
}

export type ContractRow = Awaited<ReturnType<typeof listContracts>>["contracts"][number];

/** One contract with its rate card and commitments, newest first; another operator's is not found. */
export async function getContract(ctx: Context, contractId: string) {
  const own = visible(ctx);
  const [contract] = await ctx.db
    .select(columns)
    .from(wholesaleContracts)
    .innerJoin(organizations, eq(organizations.id, wholesaleContracts.organizationId))
    .where(and(eq(wholesaleContracts.id, contractId), own));
  if (!contract) throw notFound("contract");
  const [rates, commitments] = await Promise.all([listRates(ctx, contractId), listCommitments(ctx, contractId)]);
  return { ...contract, rates, commitments };
}

export type ContractDetail = Awaited<ReturnType<typeof getContract>>;

const statusOf = (column: typeof wholesaleRates.during | typeof wholesaleCommitments.during) =>
  sql<"current" | "announced" | "past">`CASE WHEN ${column} @> platform_now() THEN 'current'
    WHEN lower(${column}) > platform_now() THEN 'announced' ELSE 'past' END`;

/** Behind getContract, which has looked the contract up. */
function listRates({ db }: Pick<Context, "db">, contractId: string) {
  return db
    .select({
      id: wholesaleRates.id,
      skuCode: skus.code,
      skuKind: skus.kind,
      siteName: sites.name,
      microsPerUnitHour: wholesaleRates.microsPerUnitHour,
      during: wholesaleRates.during,
      status: statusOf(wholesaleRates.during),
    })
    .from(wholesaleRates)
    .innerJoin(skus, eq(skus.id, wholesaleRates.skuId))
    .leftJoin(sites, eq(sites.id, wholesaleRates.siteId))
    .where(eq(wholesaleRates.contractId, contractId))
    .orderBy(desc(sql`lower(${wholesaleRates.during})`), asc(skus.code), asc(wholesaleRates.id))
    .limit(MOST_ROWS);
}

function listCommitments({ db }: Pick<Context, "db">, contractId: string) {
  return db
    .select({
      id: wholesaleCommitments.id,
      modelName: acceleratorModels.name,
      acceleratorHoursPerMonth: wholesaleCommitments.acceleratorHoursPerMonth,
      microsPerAcceleratorHour: wholesaleCommitments.microsPerAcceleratorHour,
      during: wholesaleCommitments.during,
      status: statusOf(wholesaleCommitments.during),
    })
    .from(wholesaleCommitments)
    .innerJoin(acceleratorModels, eq(acceleratorModels.id, wholesaleCommitments.modelId))
    .where(eq(wholesaleCommitments.contractId, contractId))
    .orderBy(desc(sql`lower(${wholesaleCommitments.during})`), asc(acceleratorModels.name))
    .limit(MOST_ROWS);
}

/** What the desk's forms choose from: operators, their sites, and every SKU with storage. */
export async function listContractChoices(ctx: Context) {
  authorize(ctx, "contract.manage", "look");
  const [operators, ownSites, allSkus, models] = await Promise.all([
    ctx.db
      .select({ id: organizations.id, name: organizations.name })
      .from(organizations)
      .where(eq(organizations.kind, "operator"))
      .orderBy(asc(organizations.name))
      .limit(MOST_ROWS),
    ctx.db
      .select({ id: sites.id, name: sites.name, operatorId: sites.organizationId })
      .from(sites)
      .orderBy(asc(sites.name))
      .limit(MOST_ROWS),
    ctx.db.select({ id: skus.id, code: skus.code, kind: skus.kind }).from(skus).orderBy(asc(skus.code)).limit(4_000),
    ctx.db
      .select({ id: acceleratorModels.id, name: acceleratorModels.name })
      .from(acceleratorModels)
      .orderBy(asc(acceleratorModels.name))
      .limit(MOST_ROWS),
  ]);
  return { operators, sites: ownSites, skus: allSkus, models };
}
