import { databaseNow } from "@/db/clock";
import type { Context } from "@/lib/context";
import { reachedBps, spentBps } from "@/lib/core/ledger/warnings";
import type { Currency } from "@/lib/core/money";
import { authorize } from "@/lib/identity/authorize";
import { readStandings } from "@/lib/leases/standings";
import { payerKey } from "@/lib/ledger/purses";
import { loadBudgets } from "./budget-alerts";
import { readSnapshot } from "./snapshot";

export interface BudgetProgress {
  id: string;
  name: string;
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
  const { organizationId } = authorize(ctx, "budget.view");
  return readSnapshot(ctx.db, async (tx) => {
    const budgets = await loadBudgets(tx, [organizationId]);
    if (budgets.length === 0) return [];
    const at = await databaseNow(tx);
    const standings = await readStandings(tx, [organizationId], at, { payers: budgets, wantsMonth: () => true });
    const spent = new Map(standings.map((standing) => [payerKey(standing), standing.month?.spentMicros ?? 0n]));
    return budgets
      .sort((a, b) => a.name.localeCompare(b.name))
      .map(({ id, name, currency, monthlyMicros, alertBps, ...budget }) => {
        const spentMicros = spent.get(payerKey({ ...budget, currency })) ?? 0n;
        return {
          id,
          name,
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
