import { inject } from "vitest";
import { createDatabase, type DatabaseHandle } from "@/db/client";
import { createDatabaseFrom, dropDatabase } from "./cluster";
import "./global-setup";

export interface TestDatabase extends DatabaseHandle {
  url: string;
}

/** A migrated, catalogue-seeded database of this test file's own. Call in `beforeAll`, and `close` in `afterAll`, which drops it. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const adminUrl = inject("databaseAdminUrl");
  if (!adminUrl) throw new Error("No test cluster here: a test file that needs a database is named *.db.test.ts");
  const url = await createDatabaseFrom(adminUrl);
  const handle = createDatabase(url, { applicationName: "openhall-test" });
  return {
    ...handle,
    url,
    async close() {
      await handle.close();
      await dropDatabase(adminUrl, url);
    },
  };
}
