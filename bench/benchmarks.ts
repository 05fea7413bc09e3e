import { measureAudit } from "./audit/measure";
import type { Benchmark } from "./benchmark";
import { measureBacklogBilling, measureHourlyBilling } from "./billing/measure";
import { measureDisk } from "./disk/measure";
import { measureHeartbeatScaling, measureHeartbeats } from "./heartbeats/measure";
import { measureLaunchToSsh } from "./launch-to-ssh/measure";
import { measureLoad } from "./load/measure";
import { measureTelemetry } from "./telemetry/measure";
import { measureTickScaling } from "./tick/measure";
import { measureTransfers } from "./transfers/measure";
import { measureWebhooks } from "./webhooks/measure";
import { measureTwoWorkers } from "./workers/measure";

export const benchmarks: Benchmark[] = [
  { name: "launch-to-ssh", goal: "≤ 3", measure: measureLaunchToSsh },
  { name: "billing-to-copy", goal: "≥ 0.30", measure: measureBacklogBilling },
  { name: "hourly-billing-to-copy", goal: "≥ 0.30", measure: measureHourlyBilling },
  { name: "transfers-to-account-versions", goal: "≥ 2", measure: measureTransfers },
  { name: "tick-scaling", goal: "≤ 1.5", measure: measureTickScaling },
  { name: "two-workers", goal: "≥ 1.5", measure: measureTwoWorkers },
  { name: "audit-to-billing", goal: "≤ 0.5", measure: measureAudit },
  { name: "disk-kb-per-lease-hour", goal: "≤ 1", measure: measureDisk },
  { name: "load-memory-growth", goal: "≤ 1.1", measure: measureLoad },
  { name: "heartbeats-to-bare", goal: "≥ 0.5", measure: measureHeartbeats },
  { name: "heartbeat-1000-hosts-to-10", goal: "≤ 1.5", measure: measureHeartbeatScaling },
  { name: "telemetry-to-insert", goal: "≥ 0.10", measure: measureTelemetry },
  { name: "webhook-p99-to-100-ms", goal: "≤ 1", measure: measureWebhooks },
];
