import { eq } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import { slaRules } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { AppError, notFound } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { parseInput } from "@/lib/parse-input";
import { checkComing } from "./create-sla-rule";
import { type EndSlaRuleInput, endSlaRuleSchema } from "./sla-schemas";

/** Ends a rule before a coming UTC day; ended on that day already, it stays so. */
export async function endSlaRule(ctx: Context, input: EndSlaRuleInput): Promise<{ ruleId: string }> {
  authorize(ctx, "sla.manage");
  const { ruleId, on } = parseInput(endSlaRuleSchema, input);
  const end = new Date(`${on}T00:00:00Z`);
  return ctx.db.transaction(async (tx) => {
    const [rule] = await tx.select().from(slaRules).where(eq(slaRules.id, ruleId)).for("no key update");
    if (!rule) throw notFound("SLA rule");
    const { from, to } = rule.during;
    if (to?.getTime() === end.getTime()) return { ruleId };
    if (to) throw new AppError("conflict", `The rule ends on ${to.toISOString().slice(0, 10)} already.`);
    checkComing(end, await databaseNow(tx), "on");
    if (end <= from) {
      const reason = `The rule begins on ${from.toISOString().slice(0, 10)}; it ends after that.`;
      throw new AppError("invalid_input", reason, { fields: { on: [reason] } });
    }
    await tx
      .update(slaRules)
      .set({ during: { from, to: end } })
      .where(eq(slaRules.id, ruleId));
    await recordAudit(tx, ctx, { action: "sla_rule.end", targetId: ruleId, detail: { on } });
    return { ruleId };
  });
}
