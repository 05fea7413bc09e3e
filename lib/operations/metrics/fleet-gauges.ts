import { sql } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { settings } from "@/lib/env";
import { judgedHealth } from "@/lib/fleet/accelerator-health";
import { acceleratorState } from "@/lib/fleet/accelerator-states";

type Rows = ({ value: number } & Record<string, string | number>)[];

/** Of hosts, accelerators and what they tell: what depends on how long a host may be silent, and so is no fixed statement. */
export const FLEET_GAUGES: readonly {
  name: string;
  help: string;
  labels: readonly string[];
  read: (db: DbOrTx) => Promise<Rows>;
}[] = [
  {
    name: "openhall_accelerators",
    help: "Accelerators by what can be done with them and by their health: the worse of the host's word and of what telemetry found.",
    labels: ["state", "health"],
    async read(db) {
      const state = acceleratorState(await databaseNow(db));
      const { rows } = await db.execute<Rows[number]>(sql`
        SELECT state, health, count(*)::int AS value FROM (
          SELECT ${state} AS state, judged.health
          FROM accelerators a JOIN hosts h ON h.id = a.host_id CROSS JOIN LATERAL ${judgedHealth} judged) AS judged
        GROUP BY state, health`);
      return rows;
    },
  },
  {
    name: "openhall_accelerator_findings",
    help: "What telemetry found wrong with accelerators and is not over, by kind.",
    labels: ["kind"],
    async read(db) {
      const { rows } = await db.execute<Rows[number]>(
        sql`SELECT kind, count(*)::int AS value FROM accelerator_findings WHERE cleared_at IS NULL GROUP BY kind`,
      );
      return rows;
    },
  },
  {
    name: "openhall_telemetry_lag_seconds",
    help: "Age of the newest sample of the host furthest behind, of those that report now and have told samples.",
    labels: [],
    async read(db) {
      const heard = sql`h.last_seen_at > platform_now() - make_interval(secs => ${settings().silenceMs / 1_000})`;
      const { rows } = await db.execute<Rows[number]>(sql`
        SELECT extract(epoch FROM platform_now() - min(t.newest_sample_at))::float8 AS value
        FROM telemetry_hosts t JOIN hosts h ON h.id = t.host_id WHERE ${heard} HAVING min(t.newest_sample_at) IS NOT NULL`);
      return rows;
    },
  },
  {
    name: "openhall_telemetry_rollup_lag_seconds",
    help: "How long ago the first minute ended that waits to be rolled up; two minutes by design.",
    labels: [],
    async read(db) {
      const { rows } = await db.execute<Rows[number]>(sql`
        SELECT extract(epoch FROM platform_now() - (min(at) + interval '1 min'))::float8 AS value
        FROM telemetry_pending WHERE resolution = 'minute' HAVING min(at) IS NOT NULL`);
      return rows;
    },
  },
];
