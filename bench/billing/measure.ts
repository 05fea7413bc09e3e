import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { sql } from "drizzle-orm";
import { stateDir } from "@/bin/dependencies.mjs";
import { removeDatabase, startDatabase } from "@/bin/stack/database";
import { createDatabase, type Database } from "@/db/client";
import { newId } from "@/lib/ids";
import { auditBooks } from "@/lib/metering/audit-books";
import { billDueLeases } from "@/lib/metering/bill-due-leases";
import type { Log, Measured } from "../benchmark";
import { prepareBacklog } from "./backlog";

const backlog = { leases: 1_000, hoursEach: 24 };
/** As the worker's job claims them. */
const CLAIM = 100;
const written = ["ledger_transactions", "ledger_entries", "usage_segments"];

/**
 * Lease-hours billed per second by one worker's tick, every constraint and trigger on, against COPY of the very rows that it wrote into
 * tables with the same indexes and checks. Higher is better.
 */
export async function measureBilling(log: Log): Promise<Measured> {
  const dir = path.join(stateDir, "bench-billing");
  mkdirSync(path.join(dir, "logs"), { recursive: true });
  const { url, cluster } = await startDatabase(dir);
  const { db, close } = createDatabase(url, {
    max: 2,
    applicationName: "openhall-bench",
    statementTimeoutMs: 300_000,
  });
  try {
    await prepareBacklog(db, backlog);
    await db.execute(sql`ANALYZE`);
    const leaseHours = backlog.leases * backlog.hoursEach;
    const billedPerSecond = leaseHours / (await billAll(db));
    log(`billing: ${Math.round(billedPerSecond)} lease-hours a second`);
    await assertSound(db);
    const copiedPerSecond = leaseHours / (await copyAll(db));
    log(`COPY of the same rows: ${Math.round(copiedPerSecond)} lease-hours a second`);
    return { ratio: billedPerSecond / copiedPerSecond, figures: { billedPerSecond, copiedPerSecond, leaseHours } };
  } finally {
    await close();
    await removeDatabase(dir, cluster);
    rmSync(dir, { recursive: true, force: true });
  }
}

/** The backlog's leases hold no accelerators, which the books' 19th invariant would miss. */
async function assertSound(db: Database): Promise<void> {
  const findings = await auditBooks(db);
  const broken = findings.filter(({ violations, invariant }) => violations > 0 && invariant.number !== 19);
  if (broken.length > 0) throw new Error(`Not sound: ${broken.map(({ invariant }) => invariant.name).join("; ")}`);
}

/** Seconds. */
async function billAll(db: Database): Promise<number> {
  const actor = { type: "system", name: "bench" } as const;
  const startedAt = performance.now();
  let claimed = 0;
  do {
    const ctx = { db, actor, now: new Date(), requestId: newId("req") };
    const { leases, stuck } = await billDueLeases(ctx, { limit: CLAIM });
    if (stuck.length > 0) throw new Error(`${stuck[0]?.leaseId} could not be billed: ${stuck[0]?.reason}`);
    claimed = leases;
  } while (claimed > 0);
  return (performance.now() - startedAt) / 1_000;
}

/** Seconds; reading the files out is not counted. */
async function copyAll(db: Database): Promise<number> {
  const { rows } = await db.execute<{ dir: string }>(sql`SELECT current_setting('data_directory') AS dir`);
  const file = (table: string) => sql.raw(`'${rows[0]?.dir}/${table}.copy'`);
  for (const table of written) {
    await db.execute(sql`COPY ${sql.identifier(table)} TO ${file(table)}`);
    await db.execute(
      sql`CREATE TABLE ${sql.identifier(`copy_${table}`)} (LIKE ${sql.identifier(table)} INCLUDING ALL)`,
    );
  }
  const startedAt = performance.now();
  for (const table of written) await db.execute(sql`COPY ${sql.identifier(`copy_${table}`)} FROM ${file(table)}`);
  return (performance.now() - startedAt) / 1_000;
}
