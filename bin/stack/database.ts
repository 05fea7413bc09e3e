import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import path from "node:path";
import pg from "pg";
import { cloneKeyOf } from "@/bin/engine/paths";
import { createDatabase } from "@/db/client";
import { type Cluster, startCluster, stopLeftover } from "@/db/cluster";
import { chooseReachable, findServerUser, sharedDirectory } from "@/db/cluster-home";
import { ensureLogin } from "@/db/login";
import { migrate } from "@/db/migrate";
import { type SeededDemo, seedDemo } from "@/db/seed/main";
import { PLATFORM_ROLE } from "@/db/tenancy";

const databaseName = "openhall";

export interface StackDatabase {
  /** As web and worker log in. */
  url: string;
  ownerUrl: string;
  demo: SeededDemo;
  cluster: Cluster;
}

/** A PostgreSQL of the stack's own, migrated and seeded as `npm run up` does it. `prepare` is given the owner's address before the seed. */
export async function startDatabase(
  dir: string,
  prepare?: (ownerUrl: string) => Promise<void>,
): Promise<StackDatabase> {
  const cluster = await startCluster({
    dataDir: dataDirOf(dir),
    logFile: path.join(dir, "logs/postgres.log"),
    password: randomBytes(12).toString("hex"),
    durable: false,
  });
  const admin = new pg.Client({ connectionString: cluster.url("postgres") });
  await admin.connect();
  await admin.query(`create database ${databaseName}`).finally(() => admin.end());
  const ownerUrl = cluster.url(databaseName);
  await migrate(ownerUrl);
  await prepare?.(ownerUrl);
  const url = await ensureLogin(ownerUrl, randomBytes(12).toString("hex"));
  const { db, close } = createDatabase(url, { max: 2, applicationName: "openhall-seed", role: PLATFORM_ROLE });
  try {
    return { url, ownerUrl, demo: await seedDemo(db), cluster };
  } finally {
    await close();
  }
}

/** Ends the server, also one that a killed run left, and forgets its data. */
export async function removeDatabase(dir: string, cluster: Cluster | null): Promise<void> {
  if (cluster) await cluster.stop();
  else await stopLeftover(dataDirOf(dir));
  rmSync(dataDirOf(dir), { recursive: true, force: true });
}

function dataDirOf(dir: string): string {
  return chooseReachable([path.join(dir, "postgres"), sharedDirectory(cloneKeyOf(dir), "postgres")], findServerUser());
}
