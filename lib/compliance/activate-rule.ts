import { and, eq, isNull } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import { exportRules } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { AppError, notFound } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { parseInput } from "@/lib/parse-input";
import { type ChangeRuleInput, changeRuleSchema } from "./schemas";

/** Puts a draft into force, as it stands. */
export async function activateRule(ctx: Context, input: ChangeRuleInput): Promise<void> {
  authorize(ctx, "compliance.manage");
  const { ruleId, reason } = parseInput(changeRuleSchema, input);
  await ctx.db.transaction(async (tx) => {
    const [active] = await tx
      .update(exportRules)
      .set({ activeFrom: await databaseNow(tx) })
      .where(and(eq(exportRules.id, ruleId), isNull(exportRules.activeFrom)))
      .returning();
    if (!active) {
      if ((await tx.$count(exportRules, eq(exportRules.id, ruleId))) === 0) throw notFound("rule");
      throw new AppError("conflict", "It is no draft any more.");
    }
    await recordAudit(tx, ctx, {
      action: "export_rule.activate",
      targetId: ruleId,
      detail: { name: active.name, reason },
    });
  });
}
