import { and, eq, gt, isNotNull, isNull, or } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import { exportRules } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { AppError, notFound } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { parseInput } from "@/lib/parse-input";
import { type ChangeRuleInput, changeRuleSchema } from "./schemas";

/** From now on the rule decides nothing; it stays on record. */
export async function endRule(ctx: Context, input: ChangeRuleInput): Promise<void> {
  authorize(ctx, "compliance.manage");
  const { ruleId, reason } = parseInput(changeRuleSchema, input);
  await ctx.db.transaction(async (tx) => {
    const at = await databaseNow(tx);
    const inForce = and(
      isNotNull(exportRules.activeFrom),
      or(isNull(exportRules.activeUntil), gt(exportRules.activeUntil, at)),
    );
    const [ended] = await tx
      .update(exportRules)
      .set({ activeUntil: at })
      .where(and(eq(exportRules.id, ruleId), inForce))
      .returning();
    if (!ended) {
      if ((await tx.$count(exportRules, eq(exportRules.id, ruleId))) === 0) throw notFound("rule");
      throw new AppError("conflict", "It is not in force.");
    }
    await recordAudit(tx, ctx, { action: "export_rule.end", targetId: ruleId, detail: { name: ended.name, reason } });
  });
}
