import { eq } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import { acceleratorModels, skus } from "@/db/schema";
import type { Context, UserActor } from "@/lib/context";
import { evaluateOrder, isInClass } from "@/lib/core/compliance/evaluate-order";
import { AppError, notFound } from "@/lib/errors";
import { cardTflops } from "./card-tflops";
import { readActiveRules, readCustomerFacts } from "./order-facts";
import { recordRefusedOrder } from "./record-refused-order";
import { screenIfDue } from "./screen-organization";
import { readStanding } from "./standing";

export interface WantedOrder {
  skuId: string;
  siteCountry: string;
}

/**
 * Refuses an order that the platform does not serve: of a suspended customer (`forbidden`), of one under review, without the country or the
 * statement that a rule asks for (`precondition_failed`), or against a rule (`forbidden`, with its name). The last goes to the desk's review, in a
 * transaction of its own, so that it is there after the refusal. To be called outside the order's own transaction.
 */
export async function assertOrderAllowed(ctx: Context, actor: UserActor, wanted: WantedOrder): Promise<void> {
  const { organizationId } = actor;
  await assertGoodStanding(ctx, organizationId);
  const at = await databaseNow(ctx.db);
  const { skuCode, ...model } = await loadModel(ctx, wanted.skuId);
  const rules = (await readActiveRules(ctx.db, at)).filter((rule) => isInClass(model, rule.class));
  if (rules.length === 0) return;
  const facts = await readCustomerFacts(ctx.db, organizationId, at);
  const found = evaluateOrder(rules, { model, siteCountry: wanted.siteCountry, ...facts });
  if (found.outcome === "allowed") return;
  const names = found.rules.map(({ name }) => name);
  const rule = names.map((name) => `"${name}"`).join(" and ");
  const details = { reason: found.outcome, rules: names.join("; ") };
  if (found.outcome === "needs_country")
    throw new AppError(
      "precondition_failed",
      `The rule ${rule} depends on where your organization is incorporated. Say so in the settings, under End use.`,
      { details },
    );
  if (found.outcome === "needs_statement")
    throw new AppError(
      "precondition_failed",
      `The rule ${rule} asks for a signed end-use statement. Sign it in the settings, under End use.`,
      { details },
    );
  await recordRefusedOrder(ctx, actor, { ...wanted, skuCode, rules: found.rules, countries: facts.customerCountries });
  throw new AppError(
    "forbidden",
    found.outcome === "refused"
      ? `The rule ${rule} does not allow this order. It goes to review: you are told what the platform decides.`
      : `The rule ${rule} wants this order looked at first. It goes to review: you are told what the platform decides.`,
    { details },
  );
}

async function assertGoodStanding(ctx: Context, organizationId: string): Promise<void> {
  await screenIfDue(ctx, organizationId);
  const { suspendedFor, isUnderReview } = await readStanding(ctx.db, organizationId);
  if (suspendedFor !== null)
    throw new AppError("forbidden", `Your organization is suspended: ${suspendedFor}`, {
      details: { reason: "suspended" },
    });
  if (isUnderReview)
    throw new AppError(
      "precondition_failed",
      "Your organization is under review, and nothing new starts until that is done. You do not have to do anything.",
      { details: { reason: "under_review" } },
    );
}

async function loadModel(ctx: Context, skuId: string) {
  const [row] = await ctx.db
    .select({ code: skus.code, modelCode: acceleratorModels.code, bf16Tflops: cardTflops })
    .from(skus)
    .innerJoin(acceleratorModels, eq(acceleratorModels.id, skus.modelId))
    .where(eq(skus.id, skuId));
  if (!row) throw notFound("SKU");
  return { skuCode: row.code, code: row.modelCode, bf16Tflops: row.bf16Tflops };
}
