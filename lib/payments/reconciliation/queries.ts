import { desc, eq, type SQL, sql } from "drizzle-orm";
import { reconciliationDifferences, reconciliations, users } from "@/db/schema";
import type { Context } from "@/lib/context";
import { authorize } from "@/lib/identity/authorize";

interface Page {
  limit: number;
  offset: number;
  states: readonly string[];
}

/** The last run that came to an end, the one under way if any, and how many differences are open now, and accepted. */
export async function getReconciliation(ctx: Context) {
  authorize(ctx, "reconciliation.view");
  const latest = (where: SQL) =>
    ctx.db.select().from(reconciliations).where(where).orderBy(desc(reconciliations.startedAt)).limit(1);
  const [done] = await latest(eq(reconciliations.state, "done"));
  const [underWay] = await latest(sql`${reconciliations.state} <> 'done'`);
  const count = (state: "open" | "accepted") =>
    ctx.db.$count(reconciliationDifferences, eq(reconciliationDifferences.state, state));
  return {
    done: done ?? null,
    underWay: underWay ?? null,
    open: await count("open"),
    accepted: await count("accepted"),
  };
}

/** Open ones first, then the newest. */
export async function listDifferences(ctx: Context, { limit, offset, states }: Page) {
  authorize(ctx, "reconciliation.view");
  const where =
    states.length > 0 ? sql`${reconciliationDifferences.state} = ANY(${sql.param([...states])}::text[])` : undefined;
  const rows = await ctx.db
    .select({ difference: reconciliationDifferences, decidedByName: users.name })
    .from(reconciliationDifferences)
    .leftJoin(users, eq(users.id, reconciliationDifferences.decidedBy))
    .where(where)
    .orderBy(
      sql`(${reconciliationDifferences.state} = 'open') DESC`,
      desc(reconciliationDifferences.foundAt),
      desc(reconciliationDifferences.id),
    )
    .limit(limit)
    .offset(offset);
  return { differences: rows, total: await ctx.db.$count(reconciliationDifferences, where) };
}
