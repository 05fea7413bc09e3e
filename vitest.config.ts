import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const root = fileURLToPath(new URL(".", import.meta.url));

export default defineConfig({
  resolve: { alias: { "@": root.replace(/\/$/, "") } },
  oxc: { jsx: { runtime: "automatic" } },
  test: {
    environment: "node",
    testTimeout: 20_000,
    hookTimeout: 60_000,
    unstubEnvs: true,
    env: { TZ: "UTC", LOG_LEVEL: "silent" },
    projects: [
      {
        extends: true,
        test: {
          name: "pure",
          include: ["**/*.test.{ts,tsx}"],
          exclude: ["**/*.db.test.ts", "**/*.edge.test.ts", "node_modules/**", ".next/**", ".openhall/**", "e2e/**"],
        },
      },
      {
        extends: true,
        test: {
          // Each starts a container engine of its own.
          name: "edge",
          include: ["**/*.edge.test.ts"],
          exclude: ["node_modules/**", ".next/**", ".openhall/**", "e2e/**"],
          globalSetup: ["db/testing/global-setup.ts"],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
      {
        extends: true,
        test: {
          name: "database",
          include: ["**/*.db.test.ts"],
          exclude: ["node_modules/**", ".next/**", ".openhall/**", "e2e/**"],
          globalSetup: ["db/testing/global-setup.ts"],
        },
      },
    ],
  },
});
