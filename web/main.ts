import { parseArgs } from "node:util";
import next from "next";
import { closeNotifications } from "@/db/notifications";
import { webServerEnv } from "@/lib/env";
import { createLog } from "@/lib/log";
import { webDatabase } from "@/lib/web/database";
import { createWebServer } from "./server";

/** Under what supervisors commonly allow before they kill. */
const graceMs = 7_000;
const log = createLog("web");

const { values } = parseArgs({
  options: {
    port: { type: "string", short: "p", default: "3000" },
    host: { type: "string", short: "H", default: "127.0.0.1" },
  },
});
const port = Number(values.port);
const { isHttps, trustedProxies } = webServerEnv();

const app = next({ dev: false, hostname: values.host, port });
await app.prepare();
const { server, drain } = createWebServer({ handler: app.getRequestHandler(), isHttps, trustedProxies });

let isStopping = false;
for (const signal of ["SIGTERM", "SIGINT"] as const)
  process.on(signal, () => {
    if (isStopping) return;
    isStopping = true;
    void stop(signal);
  });

async function stop(signal: string): Promise<void> {
  log.info({ signal }, "web stopping");
  const cut = await drain(graceMs);
  await Promise.allSettled([closeNotifications(), webDatabase().close(), app.close()]);
  log.info({ cut }, "web stopped");
  process.exit(0);
}

server.once("error", (error) => {
  log.fatal({ err: error }, "web cannot listen");
  process.exit(1);
});
server.listen(port, values.host, () => {
  const host = values.host.includes(":") ? `[${values.host}]` : values.host;
  log.info({ address: `http://${host}:${port}` }, "web listening");
});
