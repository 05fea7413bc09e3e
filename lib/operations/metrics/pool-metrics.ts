import type pg from "pg";
import { Gauge } from "prom-client";
import { processMetrics } from "./registry";

/** Connections of the process's pool, read when asked. */
export function watchPool(pool: pg.Pool): void {
  const { registry } = processMetrics();
  if (registry.getSingleMetric("openhall_db_pool_connections")) return;
  new Gauge({
    name: "openhall_db_pool_connections",
    help: "Connections of this process's pool by what they do; waiting are requests for one.",
    labelNames: ["state"],
    registers: [registry],
    collect() {
      this.set({ state: "used" }, pool.totalCount - pool.idleCount);
      this.set({ state: "idle" }, pool.idleCount);
      this.set({ state: "waiting" }, pool.waitingCount);
      this.set({ state: "limit" }, pool.options.max ?? 0);
    },
  });
}
