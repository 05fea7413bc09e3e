import { databaseNow } from "@/db/clock";
import { slaRules } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { AppError } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { newId } from "@/lib/ids";
import { parseInput } from "@/lib/parse-input";
import { type CreateSlaRuleInput, createSlaRuleSchema } from "./sla-schemas";

/** A rule from a coming UTC day on: a day or month that has begun keeps the promise that it began with. */
export async function createSlaRule(ctx: Context, input: CreateSlaRuleInput): Promise<{ ruleId: string }> {
  const { userId } = authorize(ctx, "sla.manage");
  const { creditPercent, from, ...rule } = parseInput(createSlaRuleSchema, input);
  const start = new Date(`${from}T00:00:00Z`);
  const ruleId = newId("sla");
  return ctx.db.transaction(async (tx) => {
    checkComing(start, await databaseNow(tx), "from");
    const creditBps = toBps(creditPercent);
    const during = { from: start, to: null };
    await tx.insert(slaRules).values({ id: ruleId, ...rule, creditBps, during, createdBy: userId });
    await recordAudit(tx, ctx, { action: "sla_rule.create", targetId: ruleId, detail: { ...rule, creditBps, from } });
    return { ruleId };
  });
}

export function checkComing(day: Date, now: Date, field: string): void {
  if (day > now) return;
  const reason = "Choose a coming UTC day: what has begun keeps the promise that it began with.";
  throw new AppError("invalid_input", reason, { fields: { [field]: [reason] } });
}

/** `12.5` to 1,250: digits alone, so that no float comes between. */
function toBps(percent: string): number {
  const [whole = "0", fraction = ""] = percent.split(".");
  return Number(whole) * 100 + Number(fraction.padEnd(2, "0"));
}
