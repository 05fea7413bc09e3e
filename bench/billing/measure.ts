import { sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import type { Log, Measured } from "../benchmark";
import { interleave, type Repetition } from "../interleave";
import { type BenchServer, withServer } from "../server";
import { prepareBacklog } from "./backlog";
import { auditSeconds, billAll, secondsSince } from "./bill-all";

const WRITTEN = ["ledger_transactions", "ledger_entries", "usage_segments"];

/** A day that was left lying: long stretches of one lease at a time. */
export const measureBacklogBilling = (log: Log) => measureBilling("billing", { leases: 400, hoursEach: 24 }, log);

/** The everyday tick: one hour of every lease, so that claim, cursor and round trips weigh most. */
export const measureHourlyBilling = (log: Log) => measureBilling("hourly", { leases: 4_000, hoursEach: 1 }, log);

/**
 * Lease-hours billed per second by one worker's tick, every constraint and trigger on, against COPY of the very rows that it wrote into
 * tables with the same indexes and checks. Higher is better.
 */
function measureBilling(name: string, backlog: { leases: number; hoursEach: number }, log: Log): Promise<Measured> {
  return withServer(name, async (server) => {
    await repeat(server, { ...backlog, leases: 100 });
    return interleave(log, () => repeat(server, backlog));
  });
}

function repeat(server: BenchServer, backlog: { leases: number; hoursEach: number }): Promise<Repetition> {
  return server.withFresh(async ({ db }) => {
    await prepareBacklog(db, backlog);
    const leaseHours = backlog.leases * backlog.hoursEach;
    const billed = await billAll(db);
    if (billed.segments !== leaseHours) throw new Error(`${billed.segments} segments for ${leaseHours} lease-hours`);
    await auditSeconds(db);
    const billedPerSecond = leaseHours / billed.seconds;
    const copiedPerSecond = leaseHours / (await copyAll(db));
    return { ratio: billedPerSecond / copiedPerSecond, figures: { billedPerSecond, copiedPerSecond } };
  });
}

/** Seconds; reading the files out is not counted. */
async function copyAll(db: Database): Promise<number> {
  const { rows } = await db.execute<{ dir: string }>(sql`SELECT current_setting('data_directory') AS dir`);
  const file = (table: string) => sql.raw(`'${rows[0]?.dir}/${table}.copy'`);
  for (const table of WRITTEN) {
    await db.execute(sql`COPY ${sql.identifier(table)} TO ${file(table)}`);
    await db.execute(
      sql`CREATE TABLE ${sql.identifier(`copy_${table}`)} (LIKE ${sql.identifier(table)} INCLUDING ALL)`,
    );
  }
  const startedAt = performance.now();
  for (const table of WRITTEN) await db.execute(sql`COPY ${sql.identifier(`copy_${table}`)} FROM ${file(table)}`);
  return secondsSince(startedAt);
}
