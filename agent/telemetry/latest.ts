import type { TelemetryFigures } from "@/lib/core/contracts/telemetry";

/** What was sampled last, for whoever asks this agent itself. */
export interface Latest {
  figures: ReadonlyMap<string, TelemetryFigures>;
}
