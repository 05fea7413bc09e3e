import { asc, desc, eq, sql } from "drizzle-orm";
import { acceleratorClasses, acceleratorModels, exportRules, orderReviews, organizations, users } from "@/db/schema";
import type { Context } from "@/lib/context";
import { authorize } from "@/lib/identity/authorize";

type Reader = Pick<Context, "db" | "actor">;
const MOST = 300;

export type RuleRow = Awaited<ReturnType<typeof listRules>>[number];

export async function listRules(ctx: Reader) {
  authorize(ctx, "compliance.view");
  return ctx.db
    .select({
      id: exportRules.id,
      name: exportRules.name,
      className: acceleratorClasses.name,
      customerCountries: exportRules.customerCountries,
      siteCountries: exportRules.siteCountries,
      effect: exportRules.effect,
      note: exportRules.note,
      isExample: exportRules.isExample,
      state: sql<"draft" | "in force" | "ended">`CASE WHEN ${exportRules.activeFrom} IS NULL THEN 'draft'
        WHEN ${exportRules.activeUntil} <= platform_now() THEN 'ended' ELSE 'in force' END`,
      activeFrom: exportRules.activeFrom,
      activeUntil: exportRules.activeUntil,
    })
    .from(exportRules)
    .innerJoin(acceleratorClasses, eq(acceleratorClasses.id, exportRules.classId))
    .orderBy(desc(exportRules.createdAt), exportRules.id)
    .limit(MOST);
}

export type ClassRow = Awaited<ReturnType<typeof listClasses>>[number];

/** With the models that each comes to today. */
export async function listClasses(ctx: Reader) {
  authorize(ctx, "compliance.view");
  return ctx.db
    .select({
      id: acceleratorClasses.id,
      name: acceleratorClasses.name,
      modelCodes: acceleratorClasses.modelCodes,
      minBf16Tflops: acceleratorClasses.minBf16Tflops,
      needsProvenance: acceleratorClasses.needsProvenance,
      isExample: acceleratorClasses.isExample,
      models: sql<string[]>`ARRAY(SELECT m.code FROM accelerator_models m
        WHERE m.code = ANY(accelerator_classes.model_codes) OR m.bf16_tflops * m.chips_per_card >= accelerator_classes.min_bf16_tflops ORDER BY m.code)`,
    })
    .from(acceleratorClasses)
    .orderBy(asc(acceleratorClasses.name))
    .limit(MOST);
}

/** To choose a class's models from. */
export async function listModelCodes(ctx: Reader): Promise<string[]> {
  authorize(ctx, "compliance.view");
  const rows = await ctx.db
    .select({ code: acceleratorModels.code })
    .from(acceleratorModels)
    .orderBy(asc(acceleratorModels.code));
  return rows.map(({ code }) => code);
}

export type OrderReviewRow = Awaited<ReturnType<typeof listOrderReviews>>[number];

/** Who wanted what, open ones first, the latest first. */
export async function listOrderReviews(ctx: Reader, { organizationId }: { organizationId?: string } = {}) {
  authorize(ctx, "compliance.view");
  return ctx.db
    .select({
      id: orderReviews.id,
      organizationId: orderReviews.organizationId,
      organizationName: organizations.name,
      className: acceleratorClasses.name,
      ruleNames: orderReviews.ruleNames,
      effect: orderReviews.effect,
      skuCode: orderReviews.skuCode,
      siteCountry: orderReviews.siteCountry,
      customerCountries: orderReviews.customerCountries,
      askedBy: users.email,
      lastAskedAt: orderReviews.lastAskedAt,
      timesAsked: orderReviews.timesAsked,
      state: orderReviews.state,
      reason: orderReviews.reason,
      approvedUntil: orderReviews.approvedUntil,
    })
    .from(orderReviews)
    .innerJoin(organizations, eq(organizations.id, orderReviews.organizationId))
    .innerJoin(acceleratorClasses, eq(acceleratorClasses.id, orderReviews.classId))
    .innerJoin(users, eq(users.id, orderReviews.askedBy))
    .where(organizationId ? eq(orderReviews.organizationId, organizationId) : undefined)
    .orderBy(sql`${orderReviews.state} <> 'open'`, desc(orderReviews.lastAskedAt), orderReviews.id)
    .limit(MOST);
}
