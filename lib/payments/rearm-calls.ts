import { and, eq, lte } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import { stripeCalls } from "@/db/schema";
import type { Context } from "@/lib/context";

/** Calls whose outcome is unknown for hours are tried from time to time: an outage ends, a wrong key is replaced. Answers how many are due again. */
export async function rearmCalls(ctx: Context): Promise<number> {
  const again = await ctx.db
    .update(stripeCalls)
    .set({ state: "planned" })
    .where(and(eq(stripeCalls.state, "stuck"), lte(stripeCalls.nextAttemptAt, await databaseNow(ctx.db))))
    .returning({ id: stripeCalls.id });
  return again.length;
}
