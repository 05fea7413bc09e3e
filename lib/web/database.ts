import { createDatabase, type DatabaseHandle } from "@/db/client";
import { PLATFORM_ROLE } from "@/db/tenancy";
import { databaseEnv } from "@/lib/env";

const kept = globalThis as typeof globalThis & { openhallDatabase?: DatabaseHandle };

/** One pool a process; on globalThis because `next dev` loads modules again on every change. */
export function webDatabase(): DatabaseHandle {
  kept.openhallDatabase ??= createDatabase(databaseEnv().url, {
    max: 20,
    applicationName: "openhall-web",
    role: PLATFORM_ROLE,
  });
  return kept.openhallDatabase;
}
