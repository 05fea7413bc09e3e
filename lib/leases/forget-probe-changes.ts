import { sql } from "drizzle-orm";
import type { Context } from "@/lib/context";

/** Rows a round, so that none holds them for long. */
export const FORGOTTEN_AT_ONCE = 1_000;

/** Removes what probes changed their minds of 400 days ago, the oldest first; the database refuses it of what is younger. Answers how many. */
export async function forgetProbeChanges({ db }: Pick<Context, "db">): Promise<number> {
  const { rowCount } = await db.execute(sql`
    DELETE FROM probe_changes WHERE id IN (
      SELECT id FROM probe_changes WHERE at <= platform_now() - interval '400 days'
      ORDER BY at LIMIT ${FORGOTTEN_AT_ONCE} FOR UPDATE SKIP LOCKED)`);
  return rowCount ?? 0;
}
