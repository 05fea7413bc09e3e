import { and, count, eq, isNull } from "drizzle-orm";
import { budgets, organizations } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import { findBillingCurrency } from "@/lib/catalog/customer-terms";
import type { Context } from "@/lib/context";
import { parseMoney } from "@/lib/core/money";
import { AppError, isUniqueViolation } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { assertProjectIsOwn } from "@/lib/identity/projects/assert-project";
import { newId } from "@/lib/ids";
import { parseInput } from "@/lib/parse-input";
import type { Budget } from "./budget-alerts";
import { type CreateBudgetInput, createBudgetInput, parseAlerts } from "./schemas";

const MOST_BUDGETS = 20;

/** A month's amount, in what the customer pays in, of which shares raise a notice. One of a project may refuse launches there; none stops what runs. */
export async function createBudget(ctx: Context, input: CreateBudgetInput): Promise<Budget> {
  const actor = authorize(ctx, "budget.manage");
  const { organizationId, userId } = actor;
  const { name, monthly, alerts, projectId, refusesLaunches } = parseInput(createBudgetInput, input);
  return asNamed(() =>
    ctx.db.transaction(async (tx) => {
      await tx
        .select({ id: organizations.id })
        .from(organizations)
        .where(eq(organizations.id, organizationId))
        .for("no key update");
      const own = and(eq(budgets.organizationId, organizationId), isNull(budgets.removedAt));
      const [counted] = await tx.select({ total: count() }).from(budgets).where(own);
      if (Number(counted!.total) >= MOST_BUDGETS)
        throw new AppError(
          "limit_exceeded",
          `An organization has ${MOST_BUDGETS} budgets at the most; remove one first.`,
        );
      if (projectId !== undefined) await assertProjectIsOwn(tx, actor, projectId);
      const [budget] = await tx
        .insert(budgets)
        .values({
          id: newId("bud"),
          organizationId,
          projectId: projectId ?? null,
          refusesLaunches: projectId !== undefined && refusesLaunches,
          name,
          currency: await findBillingCurrency(tx, organizationId),
          monthlyMicros: parseMoney(monthly)!,
          alertBps: parseAlerts(alerts)!,
          createdBy: userId,
        })
        .returning();
      await recordAudit(tx, ctx, {
        action: "budget.create",
        targetId: budget!.id,
        detail: { name, monthly, alerts, projectId, refusesLaunches },
      });
      return budget!;
    }),
  );
}

/** Two budgets of an organization never share a name, and a project has one. */
export async function asNamed<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new AppError("conflict", "The budget was not saved.", {
      fields: { name: ["Another budget has this name, or is of this project already."] },
    });
  }
}
