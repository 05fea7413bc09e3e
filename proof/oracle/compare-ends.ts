import { sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import { leases } from "@/db/schema";
import type { World } from "./history";
import { instantAt, type RentedLease } from "./rented";

/** Where the platform and the naive reader of the same reports disagree on a lease's end. */
export async function compareEnds(db: Database, world: World, rented: readonly RentedLease[]): Promise<string[]> {
  if (rented.length === 0) return [];
  const rows = await db
    .select({ id: leases.id, state: leases.state, endedAt: leases.endedAt })
    .from(leases)
    .where(sql`${leases.id} = ANY(${sql.param(rented.map((one) => one.id))}::text[])`);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return rented.flatMap(({ id, reader }) => {
    const { start, states } = reader.seconds();
    const expected = instantAt(world, (start + states.length) * 1_000).toISOString();
    const { state, endedAt } = byId.get(id)!;
    const found = endedAt?.toISOString() ?? `none (${state})`;
    return found === expected ? [] : [`${id}: ends at ${found}, by its reports at ${expected}`];
  });
}
