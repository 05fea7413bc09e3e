import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Counter, Gauge, Registry } from "prom-client";
import type { TelemetryFigures } from "@/lib/core/contracts/telemetry";
import type { HostWatch } from "../host-watch";
import type { Log } from "../log";
import type { Heartbeat } from "../loops";
import type { Instances } from "../runtime/instances";
import type { Latest } from "./latest";
import type { Spool } from "./spool";

export interface MetricsPlace {
  port: number;
  address: string;
}

interface Sources {
  host: Pick<HostWatch, "accelerators">;
  instances: Pick<Instances, "reports">;
  heartbeat: Pick<Heartbeat, "reportedAt">;
  spool: Pick<Spool, "bytes" | "batches" | "dropped">;
  latest: Latest;
}

const PER_ACCELERATOR: readonly { name: string; help: string; of: (figures: TelemetryFigures) => number | null }[] = [
  { name: "temperature_celsius", help: "Temperature.", of: (one) => one.temperatureC },
  { name: "power_watts", help: "Power drawn.", of: (one) => scaled(one.powerMilliwatts, 1e-3) },
  {
    name: "utilisation_ratio",
    help: "Share of the time in which it worked, 0 to 1.",
    of: (one) => scaled(one.utilisationPercent, 1e-2),
  },
  { name: "memory_used_bytes", help: "Memory in use.", of: (one) => scaled(one.memoryUsedMib, 2 ** 20) },
  {
    name: "ecc_corrected_errors",
    help: "Corrected ECC errors since its driver was loaded.",
    of: (one) => one.eccCorrected,
  },
  {
    name: "ecc_uncorrected_errors",
    help: "Uncorrected ECC errors since its driver was loaded.",
    of: (one) => one.eccUncorrected,
  },
  {
    name: "link_errors",
    help: "Replays and errors of its links since its driver was loaded.",
    of: (one) => one.linkErrors,
  },
  {
    name: "pcie_replays",
    help: "Replays of its PCIe link since its driver was loaded.",
    of: (one) => one.pcieReplays ?? null,
  },
  { name: "last_xid", help: "The gravest Xid since boot, of those the last; 0 for none.", of: (one) => one.xid },
];

function scaled(value: number | null, by: number): number | null {
  return value === null ? null : value * by;
}

/** What this host shows now, in Prometheus' format. What no tool said is absent, never 0. */
export async function metricsText({ host, instances, heartbeat, spool, latest }: Sources): Promise<string> {
  const registers = [new Registry()];
  for (const { name, help, of } of PER_ACCELERATOR) {
    const labelNames = ["uuid", "index", "model", "simulated"];
    const gauge = new Gauge({ name: `openhall_agent_accelerator_${name}`, help, labelNames, registers });
    for (const { uuid, index, reportedName, simulated } of host.accelerators) {
      const figures = latest.figures.get(uuid);
      const value = figures ? of(figures) : null;
      if (value !== null) gauge.set({ uuid, index, model: reportedName, simulated: String(simulated) }, value);
    }
  }
  const phases = new Gauge({
    name: "openhall_agent_instances",
    help: "Instances by phase.",
    labelNames: ["phase"],
    registers,
  });
  for (const { phase } of instances.reports()) phases.inc({ phase });
  const one = (name: string, help: string, value: number) => new Gauge({ name, help, registers }).set(value);
  one("openhall_agent_spool_bytes", "Telemetry on disk that the platform does not have yet.", spool.bytes);
  one("openhall_agent_spool_batches", "Batches of it that wait to be sent.", spool.batches);
  const dropped = "Samples that this run had to give up.";
  new Counter({ name: "openhall_agent_telemetry_dropped_samples_total", help: dropped, registers }).inc(spool.dropped);
  if (heartbeat.reportedAt !== null)
    one(
      "openhall_agent_report_age_seconds",
      "Since the platform last took a report.",
      (performance.now() - heartbeat.reportedAt) / 1_000,
    );
  return registers[0]!.metrics();
}

export async function serveMetrics(
  { port, address }: MetricsPlace,
  { log, ...sources }: Sources & { log: Log },
): Promise<void> {
  const server = createServer(async (request, response) => {
    if (request.method !== "GET" || request.url !== "/metrics") return void response.writeHead(404).end();
    response.writeHead(200, { "content-type": Registry.PROMETHEUS_CONTENT_TYPE }).end(await metricsText(sources));
  });
  server.listen(port, address).unref();
  await once(server, "listening");
  log.info({ event: "metrics", address, port: (server.address() as AddressInfo).port });
}
