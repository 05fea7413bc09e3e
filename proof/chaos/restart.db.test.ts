import { setTimeout as sleep } from "node:timers/promises";
import { isNull, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createDatabase, type DatabaseHandle } from "@/db/client";
import { leases, ledgerTransactions } from "@/db/schema";
import { billDueLeases } from "@/lib/metering/bill-due-leases";
import { type Bundle, bundleChild } from "../crash/bundle";
import { Children } from "../crash/children";
import { unsound } from "../crash/killed";
import { buildStage, type Stage, workerContext } from "../stage";
import { DurableCluster } from "./durable-cluster";
import { Load } from "./load";

let cluster: DurableCluster;
let bundle: Bundle;
let workers: Children;
let handle: DatabaseHandle;
let stage: Stage;

beforeAll(async () => {
  [cluster, bundle] = await Promise.all([DurableCluster.start(), bundleChild()]);
  workers = new Children(bundle.file, 2);
  handle = createDatabase(cluster.url, { applicationName: "openhall-load", max: 12 });
  stage = await buildStage(handle.db, { hosts: 2 });
  // From here on time passes, over a month's end in eight seconds.
  const ahead = Date.UTC(2026, 3, 30, 23, 59, 52) - Date.now();
  await handle.db.execute(
    sql.raw(`CREATE OR REPLACE FUNCTION platform_now() RETURNS timestamptz LANGUAGE sql VOLATILE AS
      $$ SELECT date_trunc('milliseconds', clock_timestamp() + interval '${ahead} milliseconds') $$`),
  );
}, 120_000);
afterAll(async () => {
  await workers.stop();
  await handle.close();
  await cluster.stop();
  bundle.remove();
});

/** Connections of the workers and of the load, in the middle of whatever they do. */
async function endConnections() {
  await handle.db.execute(sql`
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE pid <> pg_backend_pid() AND application_name IN ('openhall-child', 'openhall-load')`);
}

async function drain(load: Load) {
  const open = await handle.db.select({ id: leases.id }).from(leases).where(isNull(leases.endedAt));
  await load.closeAll(open.map((lease) => lease.id));
  await load.report();
  while ((await billDueLeases(workerContext(handle.db))).leases > 0);
}

test("through ended connections, an immediate shutdown and a SIGKILL of PostgreSQL under load, what was acknowledged is there, once", async () => {
  const load = new Load(handle.db, stage);
  const endsAt = Date.now() + 600_000;
  const working = [1, 2].map(() =>
    workers.run({ url: cluster.url, operation: "work", input: { endsAt }, fault: null }),
  );
  load.start();
  for (let i = 0; i < 4; i++) {
    await sleep(700);
    await endConnections();
  }
  await cluster.killAndStart("SIGQUIT");
  await sleep(4_000);
  await cluster.killAndStart("SIGKILL");
  await sleep(4_000);
  await load.stop();
  await handle.db.execute(sql`CREATE TABLE load_is_over ()`);
  const ended = await Promise.all(working);
  expect(ended.map((one) => (one.killed ? "died" : one.error))).toEqual([null, null]);
  await drain(load);

  expect(await unsound(handle.db)).toEqual([]);
  const kept = await handle.db
    .select({ id: leases.id, key: leases.idempotencyKey, ended: leases.endedAt })
    .from(leases);
  const byKey = new Map(kept.map((lease) => [lease.key, lease.id]));
  for (const [key, id] of load.launched) expect(byKey.get(key), `launch ${key} was acknowledged`).toBe(id);
  expect(kept.filter((lease) => lease.ended === null)).toEqual([]);
  const booked = await handle.db.select({ ref: ledgerTransactions.ref }).from(ledgerTransactions);
  const refs = new Set(booked.map((row) => row.ref));
  expect(load.credited.filter((ref) => !refs.has(ref))).toEqual([]);
  expect(load.disturbances).toBeGreaterThan(0);
  expect(load.launched.size).toBeGreaterThan(5);
  console.log(
    `restart: ${load.launched.size} launches and ${load.credited.length} credits acknowledged, ${load.disturbances} requests disturbed and sent again`,
  );
}, 240_000);
