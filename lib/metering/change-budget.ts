import { and, eq, isNull, sql } from "drizzle-orm";
import { budgets } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { parseMoney } from "@/lib/core/money";
import { notFound } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { parseInput } from "@/lib/parse-input";
import type { Budget } from "./budget-alerts";
import { asNamed } from "./create-budget";
import { type ChangeBudgetInput, changeBudgetInput, parseAlerts } from "./schemas";

/** A share that was told of this month is not told of again; one that is reached by the change is, at the next look. */
export async function changeBudget(ctx: Context, input: ChangeBudgetInput): Promise<Budget> {
  const { organizationId } = authorize(ctx, "budget.manage");
  const { budgetId, name, monthly, alerts, refusesLaunches } = parseInput(changeBudgetInput, input);
  return asNamed(() =>
    ctx.db.transaction(async (tx) => {
      const [budget] = await tx
        .update(budgets)
        .set({
          name,
          monthlyMicros: parseMoney(monthly)!,
          alertBps: parseAlerts(alerts)!,
          refusesLaunches: sql`${refusesLaunches} AND ${budgets.projectId} IS NOT NULL`,
        })
        .where(and(eq(budgets.id, budgetId), eq(budgets.organizationId, organizationId), isNull(budgets.removedAt)))
        .returning();
      if (!budget) throw notFound("budget");
      await recordAudit(tx, ctx, {
        action: "budget.change",
        targetId: budgetId,
        detail: { name, monthly, alerts, refusesLaunches },
      });
      return budget;
    }),
  );
}
