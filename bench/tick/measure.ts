import { sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import { HOUR_MS, hourFloor } from "@/lib/core/time";
import type { Log, Measured } from "../benchmark";
import { layLeases } from "../billing/backlog";
import { billAll } from "../billing/bill-all";
import { interleave } from "../interleave";
import { withServer } from "../server";
import { withoutSlowIndexes } from "./without-slow-indexes";

const DUE = 2_000;
const FEW = 20_000;
const MANY = 1_000_000;

/** Time to bill 2,000 due leases of a million, against the same of twenty thousand. Lower is better. */
export function measureTickScaling(log: Log): Promise<Measured> {
  return withServer("tick", (server) =>
    server.withFresh((few) =>
      server.withFresh(async (many) => {
        await lay(few.db, FEW);
        const startedAt = performance.now();
        await lay(many.db, MANY);
        log(`${MANY} leases laid in ${Math.round((performance.now() - startedAt) / 1_000)} s`);
        await billSome(few.db, FEW, 0);
        await billSome(many.db, MANY, 0);
        return interleave(log, async (repetition) => {
          const fewSeconds = await billSome(few.db, FEW, repetition + 1);
          const manySeconds = await billSome(many.db, MANY, repetition + 1);
          return { ratio: manySeconds / fewSeconds, figures: { manySeconds, fewSeconds } };
        });
      }),
    ),
  );
}

async function lay(db: Database, count: number): Promise<void> {
  const hour = hourFloor(new Date());
  const notYet = new Date(hour.getTime() + 1_000 * HOUR_MS);
  const from = new Date(hour.getTime() - HOUR_MS);
  await withoutSlowIndexes(db, () =>
    layLeases(db, { count, from, provenThrough: hour, ended: false, nextDue: notYet }),
  );
  await db.execute(sql`VACUUM ANALYZE leases, lease_intervals, lease_rates`);
  await db.execute(sql`CHECKPOINT`);
}

/** Makes 2,000 leases due, evenly spread over all and other ones each time, and bills them; seconds. */
async function billSome(db: Database, count: number, turn: number): Promise<number> {
  const step = count / DUE;
  await db.execute(sql`
    UPDATE leases SET next_due = billed_from
    WHERE id IN (SELECT 'lse_' || lpad(to_hex(g), 26, '0') FROM generate_series(${1 + turn}::int, ${count}::int, ${step}::int) g)`);
  const { seconds, leases } = await billAll(db);
  if (leases !== DUE) throw new Error(`${leases} leases were due, not ${DUE}`);
  return seconds;
}
