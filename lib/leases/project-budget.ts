import { and, eq, isNull } from "drizzle-orm";
import type { DbOrTx, Transaction } from "@/db/client";
import { budgets } from "@/db/schema";
import { type BillingMonth, billingMonth } from "@/lib/core/billing-month";
import { formatMoney } from "@/lib/core/money";
import { AppError } from "@/lib/errors";
import { payerKey } from "@/lib/ledger/purses";
import { accruedInMonth, bookedByProject, type ProjectPayer, projectKey } from "./month-spend";
import type { Standing } from "./standings";

/**
 * What projects have cost in a UTC month, booked and accrued, by `projectKey`. The standings are those of their payers, of the same snapshot: they
 * hold what runs.
 */
export async function spentByProject(
  db: DbOrTx,
  payers: readonly ProjectPayer[],
  standings: readonly Standing[],
  month: BillingMonth,
  at: Date,
): Promise<Map<string, bigint>> {
  const spent = await bookedByProject(db, payers, month);
  const byPayer = new Map(standings.map((standing) => [payerKey(standing), standing.leases]));
  for (const payer of payers) {
    const open = (byPayer.get(payerKey(payer)) ?? []).filter((lease) => lease.projectId === payer.projectId);
    const accrued = open.reduce((sum, { timeline }) => sum + accruedInMonth(timeline, month, at), 0n);
    spent.set(projectKey(payer), (spent.get(projectKey(payer)) ?? 0n) + accrued);
  }
  return spent;
}

/** Refuses a launch or a start where the project's month has cost its budget, and that is to refuse. Under the lock of the account that pays. */
export async function assertProjectBudget(
  tx: Transaction,
  payer: ProjectPayer,
  standing: Standing,
  at: Date,
): Promise<void> {
  const [budget] = await tx
    .select()
    .from(budgets)
    .where(and(eq(budgets.projectId, payer.projectId), eq(budgets.refusesLaunches, true), isNull(budgets.removedAt)));
  if (!budget || budget.currency !== payer.currency) return;
  const month = billingMonth(at);
  const spent = (await spentByProject(tx, [payer], [standing], month, at)).get(projectKey(payer)) ?? 0n;
  if (spent < budget.monthlyMicros) return;
  throw new AppError(
    "limit_exceeded",
    `The budget "${budget.name}" of this project is spent: ${formatMoney(spent, budget.currency)} of ${formatMoney(budget.monthlyMicros, budget.currency)} in ${month.key}. Raise it, or launch elsewhere.`,
  );
}
