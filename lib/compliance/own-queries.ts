import { and, desc, eq, isNull } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import { acceleratorClasses, acceleratorModels, orderReviews, skus, suspensions } from "@/db/schema";
import { acrossTenants } from "@/db/tenancy";
import type { Context } from "@/lib/context";
import { evaluateOrder, isInClass, type OrderOutcome } from "@/lib/core/compliance/evaluate-order";
import { notFound } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { cardTflops } from "./card-tflops";
import { readDeclarations } from "./declarations";
import { readActiveRules, readCustomerFacts } from "./order-facts";
import { readStanding } from "./standing";

type Reader = Pick<Context, "db" | "actor">;
const MOST = 100;

/** Whether one's own organization may do business, for the banner above every page; null where nothing stands against it. */
export async function findOwnTrouble(asked: Reader) {
  const ctx = acrossTenants(asked, "whether a review is open is no tenant's to read");
  const { organizationId } = authorize(ctx, "organization.view");
  const { suspendedFor, isUnderReview } = await readStanding(ctx.db, organizationId);
  if (suspendedFor === null) return isUnderReview ? { kind: "review" as const } : null;
  const [suspension] = await ctx.db
    .select({ effectiveAt: suspensions.effectiveAt })
    .from(suspensions)
    .where(and(eq(suspensions.organizationId, organizationId), isNull(suspensions.liftedAt)));
  return { kind: "suspended" as const, reason: suspendedFor, effectiveAt: suspension?.effectiveAt ?? null };
}

export type OwnOrderReview = Awaited<ReturnType<typeof getOwnDeclarations>>["reviews"][number];

/** What the organization has declared, and what became of its orders that a rule refused. */
export async function getOwnDeclarations(ctx: Reader) {
  const { organizationId, organizationKind } = authorize(ctx, "organization.view");
  if (organizationKind === "platform") throw notFound("page");
  const reviews = await ctx.db
    .select({
      id: orderReviews.id,
      skuCode: orderReviews.skuCode,
      className: acceleratorClasses.name,
      ruleNames: orderReviews.ruleNames,
      lastAskedAt: orderReviews.lastAskedAt,
      state: orderReviews.state,
      reason: orderReviews.reason,
      approvedUntil: orderReviews.approvedUntil,
    })
    .from(orderReviews)
    .innerJoin(acceleratorClasses, eq(acceleratorClasses.id, orderReviews.classId))
    .where(eq(orderReviews.organizationId, organizationId))
    .orderBy(desc(orderReviews.lastAskedAt))
    .limit(MOST);
  return { ...(await readDeclarations(ctx.db, organizationId)), reviews };
}

export interface OrderRequirement {
  siteCountry: string;
  outcome: Exclude<OrderOutcome["outcome"], "allowed">;
  rules: string[];
}

/** What the rules would say of a launch in each of the countries, before it is asked for; nothing where they allow it. */
export async function previewOrder(
  ctx: Reader,
  { skuId, siteCountries }: { skuId: string; siteCountries: readonly string[] },
): Promise<OrderRequirement[]> {
  const { organizationId } = authorize(ctx, "lease.view");
  const at = await databaseNow(ctx.db);
  const [model] = await ctx.db
    .select({ code: acceleratorModels.code, bf16Tflops: cardTflops })
    .from(skus)
    .innerJoin(acceleratorModels, eq(acceleratorModels.id, skus.modelId))
    .where(eq(skus.id, skuId));
  if (!model) return [];
  const rules = (await readActiveRules(ctx.db, at)).filter((rule) => isInClass(model, rule.class));
  if (rules.length === 0) return [];
  const facts = await readCustomerFacts(ctx.db, organizationId, at);
  return [...new Set(siteCountries)].flatMap((siteCountry): OrderRequirement[] => {
    const found = evaluateOrder(rules, { model, siteCountry, ...facts });
    if (found.outcome === "allowed") return [];
    return [{ siteCountry, outcome: found.outcome, rules: found.rules.map(({ name }) => name) }];
  });
}
