import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, statfsSync, statSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { createDatabase } from "@/db/client";
import { startCluster, stopLeftover } from "@/db/cluster";
import { chooseReachable, findServerUser } from "@/db/cluster-home";
import { migrate } from "@/db/migrate";
import { seedReference } from "@/db/seed/reference";

export interface TestCluster {
  /** Names the maintenance database; `createDatabaseFrom` and `dropDatabase` work on it. */
  adminUrl: string;
  stop(): Promise<void>;
}

export const templateDatabase = "openhall_template";
const homePrefix = "openhall-test-";
const abandonedAfterMs = 6 * 3_600_000;
const memory = "/dev/shm";
/** A whole run takes some hundred MiB. */
const roomBytes = 2 * 1024 ** 3;

/** One throw-away PostgreSQL (no fsync) with a migrated and catalogue-seeded template that every test database is copied from. */
export async function createTestCluster(): Promise<TestCluster> {
  const base = chooseReachable(
    places().map((place) => path.join(place, "x")),
    findServerUser(),
  );
  await removeAbandoned(path.dirname(base));
  const home = mkdtempSync(path.join(path.dirname(base), homePrefix));
  chmodSync(home, 0o711);
  const cluster = await startCluster({
    dataDir: path.join(home, "data"),
    logFile: path.join(home, "postgres.log"),
    password: randomBytes(12).toString("hex"),
    durable: false,
  });
  const adminUrl = cluster.url("postgres");
  const stop = async () => {
    await cluster.stop();
    rmSync(home, { recursive: true, force: true });
  };
  try {
    await withAdmin(adminUrl, (admin) => admin.query(`create database ${templateDatabase}`));
    await prepareTemplate(cluster.url(templateDatabase));
  } catch (error) {
    await stop();
    throw error;
  }
  return { adminUrl, stop };
}

/** In memory where there is room: a database is 1,200 small files, and copying them is most of what a test would wait for on a disk. */
function places(): string[] {
  const disks = [os.tmpdir(), "/var/tmp"];
  if (!existsSync(memory)) return disks;
  const { bavail, bsize } = statfsSync(memory);
  return bavail * bsize > roomBytes ? [memory, ...disks] : disks;
}

/** Copies the template (or another database that nobody is connected to) under a fresh name and returns the copy's URL: a fraction of a second. */
export async function createDatabaseFrom(adminUrl: string, template: string = templateDatabase): Promise<string> {
  const name = `test_${randomBytes(6).toString("hex")}`;
  await withAdmin(adminUrl, (admin) => admin.query(`create database ${name} template ${template} strategy file_copy`));
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return url.href;
}

export async function dropDatabase(adminUrl: string, url: string): Promise<void> {
  const name = new URL(url).pathname.slice(1);
  await withAdmin(adminUrl, (admin) => admin.query(`drop database if exists ${name} with (force)`));
}

async function prepareTemplate(url: string): Promise<void> {
  await migrate(url);
  const { db, close } = createDatabase(url, { max: 2, applicationName: "openhall-test-template" });
  try {
    await seedReference(db);
  } finally {
    await close();
  }
}

async function withAdmin<T>(adminUrl: string, work: (admin: pg.Client) => Promise<T>): Promise<T> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}

/** A run that was killed leaves its server behind; runs side by side are left alone, for no run takes this long. */
async function removeAbandoned(base: string): Promise<void> {
  for (const name of readdirSync(base).filter((entry) => entry.startsWith(homePrefix))) {
    const home = path.join(base, name);
    const stat = statSync(home, { throwIfNoEntry: false });
    if (!stat || Date.now() - stat.mtimeMs < abandonedAfterMs) continue;
    await stopLeftover(path.join(home, "data"));
    rmSync(home, { recursive: true, force: true });
  }
}
