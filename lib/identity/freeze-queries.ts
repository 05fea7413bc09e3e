import { desc, eq, sql } from "drizzle-orm";
import { launchFreezes } from "@/db/schema";
import type { Context } from "@/lib/context";
import { authorize } from "./authorize";
import { type LaunchFreeze, readOpenFreezes } from "./launch-freezes";

type Reader = Pick<Context, "db" | "actor">;
const LATEST = 50;

/** Why the signed-in customer may start nothing now; empty where it may. */
export async function listOwnFreezes(ctx: Reader): Promise<LaunchFreeze[]> {
  const { organizationId } = authorize(ctx, "balance.view");
  return readOpenFreezes(ctx.db, organizationId);
}

/** A customer's, open ones first, for the desk. */
export async function listFreezesOf(ctx: Reader, { organizationId }: { organizationId: string }) {
  authorize(ctx, "customer.view");
  return ctx.db
    .select()
    .from(launchFreezes)
    .where(eq(launchFreezes.organizationId, organizationId))
    .orderBy(sql`${launchFreezes.liftedAt} IS NOT NULL`, desc(launchFreezes.placedAt))
    .limit(LATEST);
}
