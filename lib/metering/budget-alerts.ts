import { and, inArray, isNull } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import { budgets } from "@/db/schema";
import { billingMonth } from "@/lib/core/billing-month";
import { reachedBps } from "@/lib/core/ledger/warnings";
import { formatMoney } from "@/lib/core/money";
import type { LastingNotice } from "@/lib/identity/lasting-notices";
import { projectKey } from "@/lib/leases/month-spend";
import { spentByProject } from "@/lib/leases/project-budget";
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

export interface BudgetSpend {
  /** The UTC month so far, booked and accrued; null where the standings are of others. */
  of(budget: Budget): { key: string; spentMicros: bigint } | null;
}

/** What budgets are held against: the payer's whole month, or the project's. The standings have the month of each budget's payer. */
export async function readBudgetSpend(
  tx: DbOrTx,
  of: readonly Budget[],
  standings: readonly Standing[],
  at: Date,
): Promise<BudgetSpend> {
  const months = new Map(standings.map((standing) => [payerKey(standing), standing.month]));
  const ofProjects = of.flatMap(({ projectId, organizationId, currency }) =>
    projectId === null ? [] : { projectId, organizationId, currency },
  );
  const projects = await spentByProject(tx, ofProjects, standings, billingMonth(at), at);
  return {
    of(budget) {
      const month = months.get(payerKey(budget));
      if (!month) return null;
      if (budget.projectId === null) return month;
      const spentMicros = projects.get(projectKey({ ...budget, projectId: budget.projectId })) ?? 0n;
      return { key: month.key, spentMicros };
    },
  };
}

function consequence({ projectId, refusesLaunches }: Budget): string {
  if (projectId === null) return "A budget warns and stops nothing; a monthly cap stops.";
  return refusesLaunches
    ? "Once all of it is spent nothing is launched in the project; what runs goes on."
    : "It is of one project, and stops nothing.";
}

/** The highest threshold that each budget's month has reached; the month in the key makes every one new in the next. */
export function budgetNotices(of: readonly Budget[], spent: BudgetSpend): LastingNotice[] {
  return of.flatMap((budget) => {
    const month = spent.of(budget);
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
        body: `${formatMoney(month.spentMicros, budget.currency)} of ${formatMoney(budget.monthlyMicros, budget.currency)} in this UTC month. ${consequence(budget)}`,
        href: "/billing",
        detail: { budgetId: budget.id, month: month.key, bps: highest },
      } as const,
    ];
  });
}
