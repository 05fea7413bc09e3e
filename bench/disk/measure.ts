import { sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import { HOUR_MS, hourFloor } from "@/lib/core/time";
import type { Log, Measured } from "../benchmark";
import { layLeases } from "../billing/backlog";
import { billAll } from "../billing/bill-all";
import { interleave } from "../interleave";
import { withServer } from "../server";
import { setClock } from "./clock";

const LEASES = 1_000;
const HOURS = 24;
const TABLES = ["usage_segments", "ledger_transactions", "ledger_entries"] as const;

/**
 * Bytes on disk per lease-hour, indexes included, in kB. Billed hour by hour as in life, so that the indexes by lease and account
 * fill in the order that splits their pages, not in their own.
 */
export function measureDisk(log: Log): Promise<Measured> {
  return withServer("disk", (server) =>
    interleave(log, () =>
      server.withFresh(async ({ db }) => {
        const to = hourFloor(new Date());
        const from = new Date(to.getTime() - HOURS * HOUR_MS);
        await setClock(db, from);
        const nextDue = new Date(from.getTime() + HOUR_MS);
        await layLeases(db, { count: LEASES, from, provenThrough: to, ended: false, nextDue });
        const before = await sizes(db);
        let leaseHours = 0;
        for (let hour = 1; hour <= HOURS; hour++) {
          await setClock(db, new Date(from.getTime() + hour * HOUR_MS));
          leaseHours += (await billAll(db)).segments;
        }
        const after = await sizes(db);
        const figures = Object.fromEntries(
          TABLES.map((table) => [`${table}Bytes`, (after[table] - before[table]) / leaseHours]),
        );
        return { ratio: Object.values(figures).reduce((a, b) => a + b, 0) / 1_000, figures };
      }),
    ),
  );
}

async function sizes(db: Database): Promise<Record<(typeof TABLES)[number], number>> {
  const columns = TABLES.map((table) => sql`pg_total_relation_size(${table})::float8 AS ${sql.identifier(table)}`);
  const { rows } = await db.execute<Record<(typeof TABLES)[number], number>>(sql`SELECT ${sql.join(columns, sql`, `)}`);
  return rows[0]!;
}
