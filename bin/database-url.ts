import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { clusterUrl } from "@/db/cluster";

const settingsFile = fileURLToPath(new URL("../.openhall/settings.json", import.meta.url));

/** DATABASE_URL where it is set, else the embedded database of this clone's `npm run up`, which must be running. */
export function databaseUrl(): string {
  if (process.env.DATABASE_URL) return process.env.DATABASE_URL;
  if (existsSync(settingsFile)) {
    const { postgresPort, postgresPassword } = JSON.parse(readFileSync(settingsFile, "utf8"));
    if (postgresPort) return clusterUrl(postgresPort, postgresPassword, "openhall");
  }
  throw new Error("no database: set DATABASE_URL, or start one with `npm run up`");
}
