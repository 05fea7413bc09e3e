import type { TestProject } from "vitest/node";
import { createTestCluster } from "./cluster";

declare module "vitest" {
  interface ProvidedContext {
    databaseAdminUrl: string;
  }
}

/** vitest's globalSetup of the database project: one cluster for the whole run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const cluster = await createTestCluster();
  project.provide("databaseAdminUrl", cluster.adminUrl);
  return () => cluster.stop();
}
