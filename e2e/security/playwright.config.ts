import { defineConfig } from "@playwright/test";

/** The built app over HTTP, without a browser. */
export default defineConfig({
  testDir: ".",
  outputDir: "../../test-results/security",
  workers: 1,
  retries: 0,
  forbidOnly: true,
  timeout: 600_000,
  reporter: "list",
});
