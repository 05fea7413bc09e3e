import { inArray, type SQL, sql } from "drizzle-orm";
import type { Context } from "@/lib/context";
import type { AcceleratorState } from "@/lib/core/fleet/accelerator-states";
import { acceleratorState } from "./accelerator-states";

interface StateCount {
  state: AcceleratorState;
  count: number;
}

/** Accelerators of `hosts h` in service whose `key` is one of `values`, counted by key and state in one query. */
export async function countAcceleratorsBy(
  ctx: Pick<Context, "db" | "now">,
  key: SQL,
  values: readonly string[],
): Promise<Map<string, StateCount[]>> {
  const byKey = new Map<string, StateCount[]>();
  if (values.length === 0) return byKey;
  const { rows } = await ctx.db.execute<{ key: string; state: AcceleratorState; count: number }>(sql`
    SELECT key, state, count(*)::int AS count
    FROM (
      SELECT ${key} AS key, ${acceleratorState(ctx.now)} AS state
      FROM accelerators a JOIN hosts h ON h.id = a.host_id
      WHERE h.retired_at IS NULL AND ${inArray(key, [...values])}
    ) states
    GROUP BY key, state`);
  for (const { key: value, state, count } of rows) byKey.set(value, [...(byKey.get(value) ?? []), { state, count }]);
  return byKey;
}
