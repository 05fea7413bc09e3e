import { sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import { recordTelemetry } from "@/lib/fleet/telemetry/record-telemetry";
import { newId } from "@/lib/ids";
import type { Log, Measured } from "../benchmark";
import { interleave } from "../interleave";
import { withServer } from "../server";

/** A minute of a host with eight accelerators. */
const ACCELERATORS = 8;
const SAMPLES_EACH = 6;
const BATCHES = 100;
/** Of a day, so that none is told twice. */
const MINUTES = 1_400;

/** Rows a second that `recordTelemetry` takes in, against a bare transaction which inserts as many into a table of the same columns and key. */
export function measureTelemetry(log: Log): Promise<Measured> {
  return withServer("telemetry", (server) =>
    server.withFresh(async ({ db }) => {
      const host = await prepareHost(db);
      await db.execute(sql`CREATE TABLE bare_samples (LIKE telemetry_samples INCLUDING ALL)`);
      const count = { batch: 0, bare: 0 };
      const ours = () => takeIn(db, host, ++count.batch);
      const theirs = () => insertBare(db, ++count.bare);
      for (let at = 0; at < 20; at++) await Promise.all([ours(), theirs()]);
      await db.execute(sql`ANALYZE`);
      return interleave(log, async () => {
        const oursPerSecond = await rowsPerSecond(ours);
        const theirsPerSecond = await rowsPerSecond(theirs);
        return { ratio: oursPerSecond / theirsPerSecond, figures: { oursPerSecond, theirsPerSecond } };
      });
    }, 4),
  );
}

interface Host {
  hostId: string;
  organizationId: string;
}

async function prepareHost(db: Database): Promise<Host> {
  const [hostId, organizationId] = [newId("hst"), newId("org")];
  await db.execute(sql`INSERT INTO organizations (id, kind, name) VALUES (${organizationId}, 'operator', 'bench')`);
  await db.execute(sql`
    WITH site AS (
      INSERT INTO sites (id, organization_id, name, city, country, latitude, longitude)
      VALUES (${newId("sit")}, ${organizationId}, 'bench', 'Reykjavik', 'IS', 64, -22) RETURNING id)
    INSERT INTO hosts (id, organization_id, site_id, name, public_key, simulated, facts)
    SELECT ${hostId}, ${organizationId}, id, 'bench', 'bench', true, '{"problems": []}' FROM site`);
  await db.execute(sql`
    INSERT INTO accelerators (id, host_id, index, uuid, vendor, reported_name, health, simulated)
    SELECT 'acc_bench_' || g, ${hostId}, g, 'GPU-' || g, 'NVIDIA', 'NVIDIA H100 80GB HBM3', 'healthy', true
    FROM generate_series(1, ${ACCELERATORS}::int) g`);
  return { hostId, organizationId };
}

async function rowsPerSecond(write: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  for (let at = 0; at < BATCHES; at++) await write();
  return ((BATCHES * ACCELERATORS * SAMPLES_EACH) / (performance.now() - startedAt)) * 1_000;
}

const idle = { temperatureC: 40, powerMilliwatts: 70_000, utilisationPercent: 0, memoryUsedMib: 4, xid: 0 };
const sound = { eccCorrected: 0, eccUncorrected: 0, linkErrors: 0 };

function takeIn(db: Database, host: Host, batch: number) {
  const oldestMs = (batch % MINUTES) * 60_000;
  const samples = Array.from({ length: SAMPLES_EACH }, (_, i) => ({ ...idle, ...sound, ageMs: oldestMs + i * 10_000 }));
  const accelerators = Array.from({ length: ACCELERATORS }, (_, i) => ({ uuid: `GPU-${i + 1}`, samples }));
  const ctx = { db, actor: { type: "host", ...host } as const, now: new Date(), requestId: newId("req") };
  return recordTelemetry(ctx, { run: 1, batch, dropped: 0, accelerators });
}

function insertBare(db: Database, batch: number) {
  return db.transaction((tx) =>
    tx.execute(sql`
      INSERT INTO bare_samples
      SELECT 'acc_' || a, now() - ${batch} * interval '1 min' - s * interval '10 s', 40, 70000, 0, 4, 0, 0, 0, 0
      FROM generate_series(1, ${ACCELERATORS}::int) a, generate_series(1, ${SAMPLES_EACH}::int) s ON CONFLICT DO NOTHING`),
  );
}
