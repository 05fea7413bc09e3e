import { createHash, timingSafeEqual } from "node:crypto";
import { metricsEnv } from "@/lib/env";
import { watchPool } from "@/lib/operations/metrics/pool-metrics";
import { gaugesText } from "@/lib/operations/metrics/read-gauges";
import { processMetrics } from "@/lib/operations/metrics/registry";
import { webDatabase } from "./database";

const digest = (text: string) => createHash("sha256").update(text).digest();

/** Whether the bearer may read the figures; null where no token is set, and there is nothing to read. */
export function mayReadMetrics(authorization: string | null): boolean | null {
  const { token } = metricsEnv();
  if (token === null) return null;
  // Digests, for two texts of different lengths cannot be compared in constant time.
  return timingSafeEqual(digest(authorization ?? ""), digest(`Bearer ${token}`));
}

/** Of this process, then of the database. */
export async function readMetrics(): Promise<{ contentType: string; text: string }> {
  const { db, pool } = webDatabase();
  watchPool(pool);
  const { registry } = processMetrics();
  return { contentType: registry.contentType, text: `${await registry.metrics()}\n${await gaugesText(db)}` };
}
