import { rollUpTelemetry } from "@/lib/fleet/telemetry/roll-up-telemetry";
import type { Job } from "../job";

const BATCH = 500;

export const rollUpTelemetryJob: Job = {
  name: "roll-up-telemetry",
  everyMs: 15_000,
  batch: BATCH,
  run: (ctx) => rollUpTelemetry(ctx, { limit: BATCH }),
};
