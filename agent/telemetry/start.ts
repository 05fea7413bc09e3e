import type { LoopOptions } from "../loops";
import type { Latest } from "./latest";
import { telemetryLoops } from "./loops";
import { type MetricsPlace, serveMetrics } from "./metrics-server";
import { Sampler } from "./sampler";
import { Spool } from "./spool";

export interface TelemetryParts extends LoopOptions {
  stateDir: string;
  run: number;
  metrics: MetricsPlace | null;
}

const HOLDS_ITS_ACCELERATORS = new Set(["starting", "booting", "reachable", "unreachable", "stopping"]);

/** Until the agent ends. A host whose telemetry cannot be kept or served goes on with its instances. */
export async function startTelemetry(parts: TelemetryParts): Promise<void> {
  const { stateDir, run, host, instances, heartbeat, client, log, signal, metrics } = parts;
  try {
    const spool = await Spool.open(stateDir, run);
    const latest: Latest = { figures: new Map() };
    const busy = () => {
      const held = instances.reports().filter(({ phase }) => HOLDS_ITS_ACCELERATORS.has(phase));
      const leases = new Set(held.map(({ leaseId }) => leaseId));
      return new Set(
        heartbeat.wanted.filter(({ leaseId }) => leases.has(leaseId)).flatMap((one) => one.acceleratorUuids),
      );
    };
    const sampler = new Sampler({ accelerators: () => host.accelerators, busy });
    if (metrics !== null) await serveMetrics(metrics, { host, instances, heartbeat, spool, latest, log });
    const interval = Number(process.env.OPENHALL_TELEMETRY_SAMPLE_MS);
    const intervalMs = interval > 0 ? interval : undefined;
    await telemetryLoops({ sampler, spool, latest, client, log, signal, ...(intervalMs && { intervalMs }) });
  } catch (error) {
    log.error({ event: "telemetry-off", reason: (error as Error).message });
  }
}
