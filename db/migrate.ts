import { fileURLToPath } from "node:url";
import { drizzle } from "drizzle-orm/node-postgres";
import { migrate as applyMigrations } from "drizzle-orm/node-postgres/migrator";
import pg from "pg";

const migrationsFolder = fileURLToPath(new URL("../drizzle", import.meta.url));
const advisoryLockKey = "openhall.migrate";

/** Applies what is missing of drizzle/, in one transaction. Idempotent; a second caller waits for the first and finds nothing to do. */
export async function migrate(url: string): Promise<void> {
  const client = new pg.Client({
    connectionString: url,
    application_name: "openhall-migrate",
    options: "-c TimeZone=UTC",
  });
  await client.connect();
  try {
    await client.query("select pg_advisory_lock(hashtext($1))", [advisoryLockKey]);
    await applyMigrations(drizzle({ client }), { migrationsFolder });
  } finally {
    await client.end();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const url = process.env.DATABASE_OWNER_URL || process.env.DATABASE_URL;
  if (!url) {
    console.error("DATABASE_URL is not set; `npm run up` migrates its own database.");
    process.exit(1);
  }
  await migrate(url);
  console.log("The database is up to date.");
}
