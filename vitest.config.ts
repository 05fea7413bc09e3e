import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const root = fileURLToPath(new URL(".", import.meta.url));
const elsewhere = ["node_modules/**", ".next/**", ".openhall/**", "e2e/**"];
/** What measures how long something takes, loads the machine, or changes what all databases of a server share: each while no other runs. */
const alone = [
  "agent/shutdown.test.ts",
  "app/api/agent/v1/agent-api.db.test.ts",
  "bin/backup/*.db.test.ts",
  "db/migrate.db.test.ts",
  "lib/compliance/lists/read-list.test.ts",
  "lib/compliance/load-list.db.test.ts",
  "lib/identity/links.db.test.ts",
  "lib/security/fetch-public.test.ts",
  "lib/security/rate-limit.db.test.ts",
  "probe/process.db.test.ts",
  "proof/chaos/*.db.test.ts",
  "web/server.test.ts",
  "worker/*.db.test.ts",
];

export default defineConfig({
  resolve: { alias: { "@": root.replace(/\/$/, "") } },
  oxc: { jsx: { runtime: "automatic" } },
  test: {
    environment: "node",
    // two wait for their databases and processes where one would; a second runs in what the first leaves of the machine
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    unstubEnvs: true,
    env: { TZ: "UTC", LOG_LEVEL: "silent" },
    projects: [
      {
        extends: true,
        test: {
          name: "pure",
          include: ["**/*.test.{ts,tsx}"],
          exclude: ["**/*.db.test.ts", "**/*.edge.test.ts", ...alone, ...elsewhere],
        },
      },
      {
        extends: true,
        test: {
          // Each of the first starts a container engine of its own.
          name: "alone",
          include: ["**/*.edge.test.ts", ...alone],
          exclude: elsewhere,
          globalSetup: ["db/testing/global-setup.ts"],
          fileParallelism: false,
          sequence: { groupOrder: 1 },
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
      {
        extends: true,
        test: {
          name: "database",
          include: ["**/*.db.test.ts"],
          exclude: [...alone, ...elsewhere],
          globalSetup: ["db/testing/global-setup.ts"],
        },
      },
    ],
  },
});
