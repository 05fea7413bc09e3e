import { and, inArray, isNull } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import { budgets } from "@/db/schema";
import { reachedBps } from "@/lib/core/ledger/warnings";
import { formatMoney } from "@/lib/core/money";
import type { LastingNotice } from "@/lib/identity/lasting-notices";
import type { Standing } from "@/lib/leases/standings";
import { payerKey } from "@/lib/ledger/purses";

export type Budget = typeof budgets.$inferSelect;

const NOTEWORTHY_BPS = 8_000;

export async function loadBudgets(db: DbOrTx, organizationIds: readonly string[]): Promise<Budget[]> {
  return db
    .select()
    .from(budgets)
    .where(and(inArray(budgets.organizationId, [...organizationIds]), isNull(budgets.removedAt)));
}

/** The highest threshold that each budget's month has reached; the month in the key makes every one new in the next. */
export function budgetNotices(of: readonly Budget[], looks: readonly { standing: Standing }[]): LastingNotice[] {
  const months = new Map(looks.map(({ standing }) => [payerKey(standing), standing.month]));
  return of.flatMap((budget) => {
    const month = months.get(payerKey(budget));
    if (!month) return [];
    const reached = reachedBps(month.spentMicros, budget.monthlyMicros, budget.alertBps);
    const highest = reached.at(-1);
    if (highest === undefined) return [];
    const keyOf = (bps: number) => `budget:${budget.id}:${month.key}:${bps}`;
    return [
      {
        organizationId: budget.organizationId,
        key: keyOf(highest),
        milder: reached.slice(0, -1).map(keyOf),
        severity: highest >= NOTEWORTHY_BPS ? "warning" : "info",
        title: `Budget "${budget.name}": ${highest / 100} % of ${month.key} is spent`,
        body: `${formatMoney(month.spentMicros, budget.currency)} of ${formatMoney(budget.monthlyMicros, budget.currency)} in this UTC month. A budget warns and stops nothing; a monthly cap stops.`,
        href: "/billing",
        detail: { budgetId: budget.id, month: month.key, bps: highest },
      } as const,
    ];
  });
}
