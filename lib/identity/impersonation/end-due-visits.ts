import { and, isNull, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { supportVisits } from "@/db/schema";
import type { Context } from "@/lib/context";
import { closeVisits } from "./close-visits";
import { IS_IN_TIME, IS_STAFF_THERE } from "./live-visit";

/** Writes down what has ended by itself: visits whose time is up, and those whose visitor has signed out or may not visit any more. */
export async function endDueVisits(ctx: Context): Promise<number> {
  return ctx.db.transaction(async (tx) => {
    const late = await closeVisits(tx, ctx, await lock(tx, sql`NOT ${IS_IN_TIME}`), "time");
    return late + (await closeVisits(tx, ctx, await lock(tx, sql`NOT ${IS_STAFF_THERE}`), "staff"));
  });
}

async function lock(tx: Transaction, due: ReturnType<typeof sql>): Promise<string[]> {
  const rows = await tx
    .select({ id: supportVisits.id })
    .from(supportVisits)
    .where(and(isNull(supportVisits.endedAt), due))
    .orderBy(supportVisits.id)
    .limit(100)
    .for("update", { skipLocked: true });
  return rows.map(({ id }) => id);
}
