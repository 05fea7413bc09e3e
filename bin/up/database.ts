import path from "node:path";
import pg from "pg";
import { type Cluster, startCluster } from "@/db/cluster";
import { Refusal } from "./leftovers";
import type { State } from "./state";

const databaseName = "openhall";

export interface StartedDatabase {
  url: string;
  detail: string;
  cluster: Cluster | null;
}

/** The owner's address of the database at DATABASE_URL where that is set, else of the embedded one, kept on disk. */
export async function startDatabase(state: State): Promise<StartedDatabase> {
  const given = process.env.DATABASE_OWNER_URL || process.env.DATABASE_URL;
  if (given) return { url: given, detail: `${await askVersion(given)} at ${withoutPassword(given)}`, cluster: null };

  const { postgresPort, postgresPassword } = state.remembered();
  const cluster = await startCluster({
    dataDir: state.postgresDir,
    logFile: state.logFile("postgres"),
    password: postgresPassword,
    durable: true,
    ...(postgresPort === undefined ? {} : { port: postgresPort }),
  });
  state.rememberPostgresPort(cluster.port);
  await ensureDatabase(cluster.url("postgres"));
  const url = cluster.url(databaseName);
  const place = state.postgresDir.startsWith(state.dir)
    ? ""
    : `, data in ${state.postgresDir} (${path.basename(state.dir)} is closed to user postgres)`;
  return { url, detail: `${await askVersion(url)} on port ${cluster.port}${place}`, cluster };
}

async function ensureDatabase(adminUrl: string): Promise<void> {
  await withClient(adminUrl, async (client) => {
    const found = await client.query("select 1 from pg_database where datname = $1", [databaseName]);
    if (found.rowCount === 0) await client.query(`create database ${databaseName}`);
  });
}

async function askVersion(url: string): Promise<string> {
  try {
    return await withClient(url, async (client) => {
      const { rows } = await client.query<{ version: string }>("select current_setting('server_version') as version");
      return rows[0]?.version ?? "unknown version";
    });
  } catch (error) {
    throw new Refusal(`The database at ${withoutPassword(url)} does not answer: ${(error as Error).message}`);
  }
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function withoutPassword(url: string): string {
  const shown = new URL(url);
  shown.password = "";
  return shown.href;
}
