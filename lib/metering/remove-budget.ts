import { and, eq, isNull } from "drizzle-orm";
import { budgets } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { notFound } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { parseInput } from "@/lib/parse-input";
import { type RemoveBudgetInput, removeBudgetInput } from "./schemas";

/** Its notices end at the next look. */
export async function removeBudget(ctx: Context, input: RemoveBudgetInput): Promise<void> {
  const { organizationId } = authorize(ctx, "budget.manage");
  const { budgetId } = parseInput(removeBudgetInput, input);
  await ctx.db.transaction(async (tx) => {
    const removed = await tx
      .update(budgets)
      .set({ removedAt: ctx.now })
      .where(and(eq(budgets.id, budgetId), eq(budgets.organizationId, organizationId), isNull(budgets.removedAt)))
      .returning({ id: budgets.id });
    if (removed.length === 0) throw notFound("budget");
    await recordAudit(tx, ctx, { action: "budget.remove", targetId: budgetId });
  });
}
