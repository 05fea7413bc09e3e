import journal from "@/drizzle/meta/_journal.json";
import { webDatabase } from "./database";
import { webLog } from "./log";

type Check = "ok" | "failed" | "unknown";

export interface Health {
  status: "ok" | "failed";
  checks: { database: Check; migrations: Check };
}

const limitMs = 3_000;
const newestMigrationAt = Math.max(...journal.entries.map((entry) => entry.when));

/** Whether the database answers in time and carries every migration that this build was made with. Details go to the log only. */
export async function checkHealth(pool = webDatabase().pool): Promise<Health> {
  const database = await passes("database", () => pool.query("select 1").then(() => true));
  if (!database) return { status: "failed", checks: { database: "failed", migrations: "unknown" } };
  const migrations = await passes("migrations", async () => {
    const applied = await pool.query("select coalesce(max(created_at), 0) as newest from drizzle.__drizzle_migrations");
    return Number(applied.rows[0]?.newest) >= newestMigrationAt;
  });
  return { status: migrations ? "ok" : "failed", checks: { database: "ok", migrations: migrations ? "ok" : "failed" } };
}

async function passes(check: string, ask: () => Promise<boolean>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${limitMs} ms`)), limitMs);
  });
  try {
    return await Promise.race([ask(), late]);
  } catch (error) {
    webLog().warn({ check, err: error }, "health check failed");
    return false;
  } finally {
    clearTimeout(timer);
  }
}
