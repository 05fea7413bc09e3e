import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import pg from "pg";
import { stateDir } from "@/bin/dependencies.mjs";
import { removeDatabase, startDatabase } from "@/bin/stack/database";
import { createDatabase, type DatabaseHandle } from "@/db/client";

export interface FreshDatabase extends DatabaseHandle {
  url: string;
}

export interface BenchServer {
  /** A migrated and seeded database that nobody has used, for the length of `work`. */
  withFresh<T>(work: (database: FreshDatabase) => Promise<T>, connections?: number): Promise<T>;
}

/** A PostgreSQL of the benchmark's own: commits don't wait for the disk, on neither side, so that the work is compared and not the disk. */
export async function withServer<T>(name: string, work: (server: BenchServer) => Promise<T>): Promise<T> {
  const dir = path.join(stateDir, `bench-${name}`);
  mkdirSync(path.join(dir, "logs"), { recursive: true });
  const { url: templateUrl, cluster } = await startDatabase(dir);
  const admin = new pg.Client({ connectionString: cluster.url("postgres") });
  await admin.connect();
  let made = 0;
  try {
    return await work({
      async withFresh(use, connections = 2) {
        made += 1;
        const database = `fresh_${made}`;
        await admin.query(`CREATE DATABASE ${database} TEMPLATE ${new URL(templateUrl).pathname.slice(1)}`);
        const url = cluster.url(database);
        const handle = createDatabase(url, {
          max: connections,
          applicationName: "openhall-bench",
          statementTimeoutMs: 600_000,
          lockTimeoutMs: 60_000,
        });
        try {
          return await use({ ...handle, url });
        } finally {
          await handle.close();
          await admin.query(`DROP DATABASE ${database} WITH (FORCE)`);
        }
      },
    });
  } finally {
    await admin.end();
    await removeDatabase(dir, cluster);
    rmSync(dir, { recursive: true, force: true });
  }
}
