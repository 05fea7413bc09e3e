import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { drizzle } from "drizzle-orm/node-postgres";
import { migrate as applyMigrations } from "drizzle-orm/node-postgres/migrator";
import pg from "pg";

export const migrationsFolder = fileURLToPath(new URL("../drizzle", import.meta.url));
const advisoryLockKey = "openhall.migrate";

export interface MigrateOptions {
  folder?: string;
  /** How long a statement may wait for a lock, and with it everybody who comes after it. */
  lockTimeoutMs?: number;
  /** How long one statement may run. */
  statementTimeoutMs?: number;
  /** After which it is given up. */
  patienceMs?: number;
  onRetry?: (attempt: number, inMs: number) => void;
}

const defaults = { folder: migrationsFolder, lockTimeoutMs: 3_000, statementTimeoutMs: 600_000, patienceMs: 300_000 };
const firstPauseMs = 500;
const longestPauseMs = 15_000;
const lockNotAvailable = "55P03";
const deadlock = "40P01";
const notAllowed = "42501";

/**
 * Applies what is missing of drizzle/, in one transaction. Idempotent; a second caller waits for the first and finds nothing to do.
 *
 * It never waits long for a lock: whoever comes after a waiting migration waits too, so behind one long transaction all of the platform would
 * stand still. It steps back, lets them through and tries again.
 */
export async function migrate(url: string, options: MigrateOptions = {}): Promise<void> {
  const { folder, lockTimeoutMs, statementTimeoutMs, patienceMs } = { ...defaults, ...options };
  const deadline = performance.now() + patienceMs;
  for (let attempt = 1; ; attempt++) {
    try {
      return await attemptMigration(url, folder, { lockTimeoutMs, statementTimeoutMs });
    } catch (error) {
      const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** (attempt - 1)) * (0.75 + Math.random() / 2);
      if (hasCode(error, [notAllowed])) throw explainRoles(error);
      if (!hasCode(error, [lockNotAvailable, deadlock])) throw error;
      if (performance.now() + pauseMs > deadline)
        throw new Error(
          `The migration got no lock in ${attempt} attempts and changed nothing: some transaction stays open (docs/runbook/migration.md).`,
          { cause: error },
        );
      options.onRetry?.(attempt, pauseMs);
      await sleep(pauseMs);
    }
  }
}

interface Limits {
  lockTimeoutMs: number;
  statementTimeoutMs: number;
}

async function attemptMigration(url: string, folder: string, { lockTimeoutMs, statementTimeoutMs }: Limits) {
  const client = new pg.Client({
    connectionString: url,
    application_name: "openhall-migrate",
    options: `-c TimeZone=UTC -c lock_timeout=${lockTimeoutMs} -c statement_timeout=${statementTimeoutMs}`,
  });
  await client.connect();
  try {
    await client.query("select pg_advisory_lock(hashtext($1))", [advisoryLockKey]);
    await applyMigrations(drizzle({ client }), { migrationsFolder: folder });
  } finally {
    await client.end();
  }
}

function hasCode(error: unknown, codes: readonly string[]): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: string };
  return (code !== undefined && codes.includes(code)) || hasCode(error.cause, codes);
}

/** Roles are the cluster's: another installation there may own them. */
function explainRoles(cause: unknown): Error {
  const message =
    "The migration may not do what it must, and changed nothing. Where another installation of this cluster made the roles openhall_app and " +
    "openhall_platform, a superuser lets this database's owner use them: GRANT openhall_app, openhall_platform TO <owner> WITH ADMIN OPTION; " +
    "it must own its database and have CREATEROLE (docs/runbook/migration.md).";
  return new Error(message, { cause });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const url = process.env.DATABASE_OWNER_URL || process.env.DATABASE_URL;
  if (!url) {
    console.error("DATABASE_URL is not set; `npm run up` migrates its own database.");
    process.exit(1);
  }
  await migrate(url, {
    onRetry: (attempt, inMs) => console.log(`Attempt ${attempt} got no lock; again in ${Math.round(inMs)} ms.`),
  });
  console.log("The database is up to date.");
}
