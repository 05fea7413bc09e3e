import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type pg from "pg";
import { watchPool } from "@/lib/operations/metrics/pool-metrics";
import { processMetrics } from "@/lib/operations/metrics/registry";

/** The worker's own figures, for a scraper on this machine: it has no other port. Null where no port is set. */
export async function serveMetrics(port: number | null, pool: pg.Pool): Promise<{ port: number } | null> {
  watchPool(pool);
  if (port === null) return null;
  const { registry } = processMetrics();
  const server = createServer(async (request, response) => {
    if (request.method !== "GET" || request.url !== "/metrics") return void response.writeHead(404).end();
    response.writeHead(200, { "content-type": registry.contentType }).end(await registry.metrics());
  });
  server.listen(port, "127.0.0.1").unref();
  await once(server, "listening");
  return { port: (server.address() as AddressInfo).port };
}
