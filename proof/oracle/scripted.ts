import { type SQL, sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import { newId } from "@/lib/ids";
import type { Stage } from "../stage";
import type { Script, World } from "./history";
import type { Truth, Version } from "./seconds";
import { fxAt, taxAt } from "./terms";

/** Leases whose states are written in advance: put into the tables set by set, and made known to the platform as time passes. */

export interface ScriptedLease {
  id: string;
  script: Script;
  billing: string;
  truth: Truth;
}

function versionsOf(plan: Script["retail"], from: number): Version[] {
  const byFirstSecond = new Map<number, bigint>([[from, plan.base]]);
  for (const { at, price } of plan.changes) byFirstSecond.set(from + at, price);
  const versions = [...byFirstSecond].map(([second, microsPerUnitHour]) => ({ from: second, microsPerUnitHour }));
  return versions.sort((a, b) => a.from - b.from);
}

function truthOf(world: World, script: Script, billing: string): Truth {
  const { customer, currency, from, units, storageGib, stretches, storage } = script;
  const flat = (price: bigint) => [{ from, microsPerUnitHour: price }];
  return {
    start: from,
    states: stretches.flatMap(({ state, seconds }) => Array<string>(seconds).fill(state)),
    intervals: stretches.flatMap(({ seconds }, at) => Array<number>(seconds).fill(at)),
    units,
    storageUnits: storageGib,
    compute: { retail: versionsOf(script.retail, from), wholesale: versionsOf(script.wholesale, from) },
    storage: storage
      ? { retail: flat(storage.retail), wholesale: flat(storage.wholesale) }
      : { retail: [], wholesale: [] },
    taxAt: taxAt(world, customer),
    fxAt: fxAt(world, currency, billing),
  };
}

export function planScripted(world: World): ScriptedLease[] {
  return world.scripts.map((script) => {
    const { billing } = world.customers[script.customer]!;
    return { id: newId("lse"), script, billing, truth: truthOf(world, script, billing) };
  });
}

export const endOf = ({ truth }: ScriptedLease) => truth.start + truth.states.length;

const instantOf = (world: World) => (second: number) =>
  new Date(new Date(world.start).getTime() + second * 1_000).toISOString();

/** Rows like those of the lease `like`, which was launched through the verb; only what differs is said. */
export async function insertScripted(db: Database, stage: Stage, world: World, leases: ScriptedLease[], like: string) {
  const instant = instantOf(world);
  const rows = leases.map(({ id, script, billing }) => ({
    id,
    organization_id: stage.customers[script.customer]!.organizationId,
    name: id,
    idempotency_key: id,
    accelerator_count: script.units,
    disk_gib: Math.min(script.storageGib, 4_096),
    currency: script.currency,
    billing_currency: billing,
    state: "running",
    requested_at: instant(script.from),
    running_at: instant(script.from),
    billed_from: instant(script.from),
    billed_through: instant(script.from),
    proven_through: instant(script.from),
    next_due: instant(script.from),
    ends_at: null,
  }));
  const lease = await readRow(db, sql`SELECT to_jsonb(l) AS row FROM leases l WHERE id = ${like}`);
  await insertRows(
    db,
    "leases",
    rows.map((row) => ({ ...lease, ...row })),
  );
  for (const side of ["retail", "wholesale"] as const) {
    const rate = await readRow(
      db,
      sql`SELECT to_jsonb(r) AS row FROM lease_rates r JOIN leases l ON l.id = r.lease_id AND l.sku_id = r.sku_id
        WHERE l.id = ${like} AND side = ${side} ORDER BY lower(r.during) LIMIT 1`,
    );
    const own = leases.flatMap((one) => rateRows(one, side, stage, instant));
    await insertRows(
      db,
      "lease_rates",
      own.map((row) => ({ ...rate, ...row })),
    );
  }
  await db.execute(
    sql`CREATE TABLE script_intervals (id text, lease_id text, during tstzrange, state text, sku_id text, units int)`,
  );
  const intervals = leases.flatMap((lease) => intervalRows(lease, stage, instant));
  await db.execute(sql`
    INSERT INTO script_intervals SELECT r.id, r.lease_id, r.during, r.state,
      coalesce(r.sku_id, (SELECT sku_id FROM leases WHERE id = ${like})), r.units
    FROM jsonb_populate_recordset(NULL::script_intervals, ${JSON.stringify(intervals)}::jsonb) r`);
}

async function readRow(db: Database, query: SQL): Promise<Record<string, unknown>> {
  const { rows } = await db.execute<{ row: Record<string, unknown> }>(query);
  return rows[0]!.row;
}

async function insertRows(db: Database, table: string, rows: object[]) {
  await db.execute(sql`
    INSERT INTO ${sql.identifier(table)}
    SELECT * FROM jsonb_populate_recordset(NULL::${sql.identifier(table)}, ${JSON.stringify(rows)}::jsonb)`);
}

function rateRows(
  { id, script, truth }: ScriptedLease,
  side: "retail" | "wholesale",
  stage: Stage,
  instant: (s: number) => string,
) {
  const versions = truth.compute[side];
  const row = (sku: object, price: bigint, from: number, to?: number) => ({
    id: newId("rat"),
    lease_id: id,
    ...sku,
    micros_per_unit_hour: String(price),
    during: `[${instant(from)},${to === undefined ? "" : instant(to)})`,
  });
  return [
    ...versions.map(({ from, microsPerUnitHour }, at) => row({}, microsPerUnitHour, from, versions[at + 1]?.from)),
    ...(script.storage ? [row({ sku_id: stage.storageSkuId }, script.storage[side], script.from)] : []),
  ];
}

function intervalRows({ id, script }: ScriptedLease, stage: Stage, instant: (s: number) => string) {
  let from = script.from;
  return script.stretches.map(({ state, seconds }) => {
    const during = `[${instant(from)},${instant(from + seconds)})`;
    from += seconds;
    const stored = state === "stopped";
    return {
      id: newId("ivl"),
      lease_id: id,
      during,
      state,
      sku_id: stored ? stage.storageSkuId : null,
      units: stored ? script.storageGib : script.units,
    };
  });
}

/** What is known by now: intervals that have begun, proof up to a lag of its own for each lease, the end once it is proven. */
export async function tellScripted(
  db: Database,
  world: World,
  leases: ScriptedLease[],
  second: number,
  step: number | null,
) {
  const instant = instantOf(world);
  const now = instant(second);
  await db.execute(sql`
    UPDATE lease_intervals i SET during = s.during FROM script_intervals s
    WHERE s.id = i.id AND upper_inf(i.during) AND upper(s.during) <= ${now}::timestamptz`);
  await db.execute(sql`
    INSERT INTO lease_intervals (id, lease_id, during, state, sku_id, units)
    SELECT s.id, s.lease_id, CASE WHEN upper(s.during) <= ${now}::timestamptz THEN s.during ELSE tstzrange(lower(s.during), NULL) END,
      s.state, s.sku_id, s.units
    FROM script_intervals s WHERE lower(s.during) <= ${now}::timestamptz AND NOT EXISTS (SELECT 1 FROM lease_intervals i WHERE i.id = s.id)`);
  const known = leases.flatMap((lease) => {
    const { lags, from } = lease.script;
    const lag = step === null ? 0 : lags[step % lags.length]!;
    const end = endOf(lease);
    const proven = Math.min(end, second - lag);
    if (proven < from) return [];
    return [{ id: lease.id, proven: instant(proven), ended: proven === end && second >= end ? instant(end) : null }];
  });
  await db.execute(sql`
    UPDATE leases l SET proven_through = greatest(l.proven_through, k.proven), ended_at = k.ended, next_due = ${now}::timestamptz,
      state = CASE WHEN k.ended IS NULL THEN 'running' ELSE 'ended' END
    FROM jsonb_to_recordset(${JSON.stringify(known)}::jsonb) AS k(id text, proven timestamptz, ended timestamptz)
    WHERE l.id = k.id AND l.ended_at IS NULL`);
}
