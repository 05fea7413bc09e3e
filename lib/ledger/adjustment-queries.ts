import { and, count, desc, eq, gt, inArray, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { manualAdjustments, organizations, promoGrants, users } from "@/db/schema";
import type { Context } from "@/lib/context";
import { authorize } from "@/lib/identity/authorize";
import type { Adjustment } from "./post-adjustment";

const LONGEST_PAGE = 200;

export interface AdjustmentFilter {
  states?: readonly string[];
  organizationId?: string;
  limit: number;
  offset: number;
}

/** What people asked for: what waits for a second person first, then newest first. */
export async function listAdjustments(ctx: Context, filter: AdjustmentFilter) {
  authorize(ctx, "ledger.view");
  const [requester, decider] = [alias(users, "requester"), alias(users, "decider")];
  const where = and(
    filter.states?.length ? inArray(sql`${manualAdjustments.state}`, [...filter.states]) : undefined,
    filter.organizationId ? eq(manualAdjustments.organizationId, filter.organizationId) : undefined,
  );
  const rows = await ctx.db
    .select({
      adjustment: manualAdjustments,
      organizationName: organizations.name,
      requestedByEmail: requester.email,
      decidedByEmail: decider.email,
    })
    .from(manualAdjustments)
    .innerJoin(organizations, eq(organizations.id, manualAdjustments.organizationId))
    .innerJoin(requester, eq(requester.id, manualAdjustments.requestedBy))
    .leftJoin(decider, eq(decider.id, manualAdjustments.decidedBy))
    .where(where)
    .orderBy(sql`${manualAdjustments.state} = 'requested' DESC`, desc(manualAdjustments.requestedAt))
    .limit(Math.min(filter.limit, LONGEST_PAGE))
    .offset(filter.offset);
  const [counted] = await ctx.db.select({ total: count() }).from(manualAdjustments).where(where);
  return {
    total: Number(counted?.total ?? 0),
    adjustments: rows.map(({ adjustment, ...row }): Adjustment & typeof row => ({ ...adjustment, ...row })),
  };
}

/** A customer's grants, newest first; the desk names the customer, a customer sees their own. */
export async function listPromoGrants(ctx: Context, input: { organizationId?: string; openOnly?: boolean } = {}) {
  const isDesk = ctx.actor.type === "user" && ctx.actor.organizationKind === "platform";
  const actor = authorize(ctx, isDesk ? "ledger.view" : "balance.view");
  const organizationId = isDesk && input.organizationId ? input.organizationId : actor.organizationId;
  return ctx.db
    .select()
    .from(promoGrants)
    .where(
      and(
        eq(promoGrants.organizationId, organizationId),
        input.openOnly ? gt(promoGrants.remainingMicros, 0n) : undefined,
      ),
    )
    .orderBy(desc(promoGrants.createdAt))
    .limit(LONGEST_PAGE);
}
