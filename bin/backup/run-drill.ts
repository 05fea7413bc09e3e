import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { judgeBooks } from "./judge-books";
import type { Manifest } from "./manifest";
import { restoreBackup } from "./restore-backup";
import { takeBackup } from "./take-backup";

export interface DrillReport {
  manifest: Manifest;
  faults: string[];
  backupMs: number;
  restoreMs: number;
  judgeMs: number;
}

/**
 * The whole way back, while the platform goes on: a backup of the live database, restored into a new one on the same server, each table held
 * against the snapshot, the books audited and every bill replayed there. The new database and the backup are removed again.
 */
export async function runDrill(url: string, options: { isSealed?: boolean } = {}): Promise<DrillReport> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "openhall-drill-"));
  const name = `openhall_drill_${randomBytes(6).toString("hex")}`;
  const target = new URL(url);
  target.pathname = `/${name}`;
  try {
    const [taken, backupMs] = await timed(() => takeBackup(url, { into: folder, ...options }));
    await asAdmin(url, `CREATE DATABASE ${name} TEMPLATE template0`);
    const [manifest, restoreMs] = await timed(() => restoreBackup(taken.directory, target.href));
    const [faults, judgeMs] = await timed(() => judgeBooks(target.href));
    return { manifest, faults, backupMs, restoreMs, judgeMs };
  } finally {
    await asAdmin(url, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await rm(folder, { recursive: true, force: true });
  }
}

async function timed<T>(work: () => Promise<T>): Promise<[T, number]> {
  const since = performance.now();
  return [await work(), performance.now() - since];
}

async function asAdmin(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: "openhall-drill" });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
