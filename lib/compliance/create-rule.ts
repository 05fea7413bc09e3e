import { eq } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import { acceleratorClasses, exportRules } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { AppError, isUniqueViolation, notFound } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { newId } from "@/lib/ids";
import { parseInput } from "@/lib/parse-input";
import { endOfDay } from "./days";
import { type CreateRuleInput, createRuleSchema } from "./schemas";

const LONGEST_DAYS = 3_660;

/** A rule in force from now on. It touches orders that are to come; what runs goes on. */
export async function createRule(ctx: Context, input: CreateRuleInput): Promise<{ ruleId: string }> {
  const { userId } = authorize(ctx, "compliance.manage");
  const { activeUntil, ...rule } = parseInput(createRuleSchema, input);
  const ruleId = newId("xrl");
  try {
    await ctx.db.transaction(async (tx) => {
      const at = await databaseNow(tx);
      if ((await tx.$count(acceleratorClasses, eq(acceleratorClasses.id, rule.classId))) === 0) throw notFound("class");
      const until = activeUntil === "" ? null : endOfDay("activeUntil", activeUntil, at, LONGEST_DAYS);
      await tx
        .insert(exportRules)
        .values({ id: ruleId, ...rule, createdBy: userId, createdAt: at, activeFrom: at, activeUntil: until });
      await recordAudit(tx, ctx, { action: "export_rule.create", targetId: ruleId, detail: { ...rule, activeUntil } });
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new AppError("conflict", "There is a rule of this name.", { fields: { name: ["There is one already."] } });
  }
  return { ruleId };
}
