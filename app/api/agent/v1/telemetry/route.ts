import { telemetryBatch } from "@/lib/core/contracts/telemetry";
import { recordTelemetry } from "@/lib/fleet/telemetry/record-telemetry";
import { agentRoute } from "@/lib/web/agent-route";

export const POST = agentRoute("telemetry", telemetryBatch, recordTelemetry);
