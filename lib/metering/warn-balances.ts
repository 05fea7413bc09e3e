import { sql } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import { databaseNow } from "@/db/clock";
import type { Context } from "@/lib/context";
import { rungsUnder } from "@/lib/core/ledger/warnings";
import { formatMoney } from "@/lib/core/money";
import { ROLES } from "@/lib/core/permissions";
import { formatSeconds } from "@/lib/core/time";
import { keepNotices, type LastingNotice } from "@/lib/identity/lasting-notices";
import { resolveNotice } from "@/lib/identity/notices";
import { type Runway, runwayOf } from "@/lib/leases/runway";
import { inBatches, listOpenCustomers, type OpenCustomer, readStandings, type Standing } from "@/lib/leases/standings";
import { payerKey } from "@/lib/ledger/purses";
import { budgetNotices, loadBudgets, readBudgetSpend } from "./budget-alerts";
import { readSnapshot } from "./snapshot";
import { isStopOver, loadStops } from "./stop-notice";
import { type Look, writeStandings } from "./write-standings";

const BATCH_LEASES = 500;

/**
 * Tells customers what will stop them, before it does: 24, 6 and 1 hours of runway, and shares of budgets. Each warning is raised once while its
 * reason lasts, and again only after the reason had gone. Any number of workers may run it. Answers how many notices were raised.
 */
export async function warnBalances(ctx: Context): Promise<number> {
  let raised = 0;
  for (const batch of inBatches(await listWatched(ctx), BATCH_LEASES))
    raised += await look(
      ctx,
      batch.map((customer) => customer.organizationId),
    );
  return raised;
}

/** With open leases, a warning that lasts, a standing to take down, or a budget. */
async function listWatched(ctx: Context): Promise<OpenCustomer[]> {
  const open = await listOpenCustomers(ctx.db);
  const known = new Set(open.map((customer) => customer.organizationId));
  const { rows } = await ctx.db.execute<{ id: string }>(sql`
    SELECT organization_id AS id FROM notices
      WHERE ended_at IS NULL AND organization_id IS NOT NULL AND key ~ '^(runway[.]|budget:|balance[.]stopped|cap[.]stopped)'
    UNION SELECT organization_id FROM customer_standings
    UNION SELECT organization_id FROM budgets WHERE removed_at IS NULL
    ORDER BY 1`);
  const quiet = rows.filter((row) => !known.has(row.id)).map((row) => ({ organizationId: row.id, openLeases: 0 }));
  return [...open, ...quiet];
}

async function look(ctx: Context, organizationIds: string[]): Promise<number> {
  const { at, looks, budgets, spend, over } = await readSnapshot(ctx.db, (tx) => read(tx, organizationIds));
  return ctx.db.transaction(async (tx) => {
    const common = { organizationIds, at };
    const found = looks.flatMap(runwayNotice);
    const runways = await keepNotices(tx, { ...common, prefix: "runway.", found, rearms: true });
    const alerts = budgetNotices(budgets, spend);
    const spends = await keepNotices(tx, { ...common, prefix: "budget:", found: alerts, rearms: false });
    for (const stop of over) await resolveNotice(tx, stop.organizationId, stop.key, at);
    await writeStandings(tx, organizationIds, looks, at);
    return runways + spends;
  });
}

/** Balances, cursors and intervals of one snapshot. */
async function read(tx: DbOrTx, organizationIds: string[]) {
  const at = await databaseNow(tx);
  const budgets = await loadBudgets(tx, organizationIds);
  const stops = await loadStops(tx, organizationIds);
  const months = new Set([...budgets, ...stops].map(payerKey));
  const standings = await readStandings(tx, organizationIds, at, {
    payers: [...budgets, ...stops],
    wantsMonth: (payer) => months.has(payerKey(payer)),
  });
  const byPayer = new Map(standings.map((standing) => [payerKey(standing), standing]));
  const looks: Look[] = standings.map((standing) => ({ standing, runway: runwayOf(standing, at) }));
  const spend = await readBudgetSpend(tx, budgets, standings, at);
  return { at, budgets, spend, looks, over: stops.filter((stop) => isStopOver(stop, byPayer.get(payerKey(stop))!)) };
}

/** One a customer: of two currencies the one that ends sooner. */
function runwayNotice({ standing, runway }: Look, _at: number, all: Look[]): LastingNotice[] {
  if (!runway || all.some((other) => isSooner(other, standing, runway))) return [];
  const rungs = rungsUnder(runway.seconds);
  const rung = rungs.at(-1);
  if (!rung) return [];
  const { organizationId, currency, burnMicrosPerHour, leftMicros, month } = standing;
  const room = runway.limitedBy === "cap" && month ? (month.capMicros ?? 0n) - month.spentMicros : leftMicros;
  const what = runway.limitedBy === "cap" ? "the monthly cap is reached" : "the balance runs out";
  const cure =
    runway.limitedBy === "cap"
      ? "Raise the cap or stop what you do not need."
      : "Add money or stop what you do not need.";
  return [
    {
      organizationId,
      key: rung.key,
      milder: rungs.slice(0, -1).map((one) => one.key),
      severity: rung.severity,
      title: `Less than ${rung.label} until ${what}`,
      body: `At ${formatMoney(burnMicrosPerHour, currency, { precision: "trimmed" })} per hour ${formatMoney(room, currency)} lasts about ${formatSeconds(runway.seconds - (runway.seconds % 60n))}; then instances are stopped and their data is kept. ${cure}`,
      href: "/billing",
      mail: {
        template: "low-balance",
        props: {
          limitedBy: runway.limitedBy,
          within: rung.label,
          left: formatMoney(room, currency),
          perHour: formatMoney(burnMicrosPerHour, currency, { precision: "trimmed" }),
          lasts: formatSeconds(runway.seconds - (runway.seconds % 60n)),
          href: "/billing",
        },
        roles: ROLES,
      },
      detail: { limitedBy: runway.limitedBy, currency, runwaySeconds: String(runway.seconds) },
    },
  ];
}

function isSooner(other: Look, standing: Standing, runway: Runway): boolean {
  if (other.standing === standing || other.standing.organizationId !== standing.organizationId || !other.runway)
    return false;
  if (other.runway.seconds !== runway.seconds) return other.runway.seconds < runway.seconds;
  return other.standing.currency < standing.currency;
}
