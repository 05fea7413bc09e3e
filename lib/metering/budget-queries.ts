import { databaseNow } from "@/db/clock";
import type { Context } from "@/lib/context";
import { reachedBps, spentBps } from "@/lib/core/ledger/warnings";
import type { Currency } from "@/lib/core/money";
import { authorize } from "@/lib/identity/authorize";
import { readStandings } from "@/lib/leases/standings";
import { loadBudgets, readBudgetSpend } from "./budget-alerts";
import { readSnapshot } from "./snapshot";

export interface BudgetProgress {
  id: string;
  name: string;
  /** Null: of all that the organization uses. */
  projectId: string | null;
  refusesLaunches: boolean;
  currency: Currency;
  monthlyMicros: bigint;
  alertBps: number[];
  /** The UTC month so far, booked and accrued. */
  spentMicros: bigint;
  spentBps: number;
  reachedBps: number[];
}

/** The signed-in customer's budgets by name, with what the UTC month has cost so far. */
export async function listBudgets(ctx: Context): Promise<BudgetProgress[]> {
  const { organizationId, projects } = authorize(ctx, "budget.view");
  return readSnapshot(ctx.db, async (tx) => {
    const all = await loadBudgets(tx, [organizationId]);
    const budgets = all.filter(({ projectId }) => !projects || (projectId !== null && projects.has(projectId)));
    if (budgets.length === 0) return [];
    const at = await databaseNow(tx);
    const standings = await readStandings(tx, [organizationId], at, { payers: budgets, wantsMonth: () => true });
    const spend = await readBudgetSpend(tx, budgets, standings, at);
    return budgets
      .sort((a, b) => a.name.localeCompare(b.name))
      .map((budget) => {
        const { id, name, currency, monthlyMicros, alertBps, projectId, refusesLaunches } = budget;
        const spentMicros = spend.of(budget)?.spentMicros ?? 0n;
        return {
          id,
          name,
          projectId,
          refusesLaunches,
          currency,
          monthlyMicros,
          alertBps,
          spentMicros,
          spentBps: spentBps(spentMicros, monthlyMicros),
          reachedBps: reachedBps(spentMicros, monthlyMicros, alertBps),
        };
      });
  });
}
