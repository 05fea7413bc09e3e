import { sql } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import { orderReviews } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context, UserActor } from "@/lib/context";
import type { ExportRule } from "@/lib/core/compliance/evaluate-order";
import { raiseNotice } from "@/lib/identity/notices";
import { newId } from "@/lib/ids";

export interface RefusedOrder {
  skuCode: string;
  siteCountry: string;
  rules: ExportRule[];
  countries: readonly string[];
}

/** One open review per class that a rule refused by; asked again it counts up. */
export async function recordRefusedOrder(ctx: Context, actor: UserActor, refused: RefusedOrder): Promise<void> {
  const { organizationId, userId: askedBy } = actor;
  const classes = Map.groupBy(refused.rules, (rule) => rule.class.id);
  await ctx.db.transaction(async (tx) => {
    const at = await databaseNow(tx);
    for (const [classId, rules] of classes) {
      const wanted = {
        ruleNames: rules.map(({ name }) => name),
        effect: rules[0]!.effect,
        skuCode: refused.skuCode,
        siteCountry: refused.siteCountry,
        customerCountries: [...refused.countries],
        lastAskedAt: at,
      };
      const [review] = await tx
        .insert(orderReviews)
        .values({ id: newId("orv"), organizationId, classId, askedBy, askedAt: at, state: "open", ...wanted })
        .onConflictDoUpdate({
          target: [orderReviews.organizationId, orderReviews.classId],
          targetWhere: sql`state = 'open'`,
          set: { ...wanted, timesAsked: sql`${orderReviews.timesAsked} + 1` },
        })
        .returning();
      const title = `${actor.organizationName} wants ${refused.skuCode}, which a rule refuses`;
      const body = `Rule ${wanted.ruleNames.join(", ")}; class ${rules[0]!.class.name}.`;
      const href = "/desk/compliance/orders";
      const key = `order_review:${review!.id}`;
      await raiseNotice(tx, { organizationId: null, key, severity: "warning", title, body, href }, at);
      await recordAudit(tx, ctx, {
        action: "order.refuse",
        targetId: review!.id,
        detail: { sku: refused.skuCode, site: refused.siteCountry, rules: wanted.ruleNames },
      });
    }
  });
}
