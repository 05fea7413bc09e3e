import { SERIES_RANGES, type SeriesRange } from "@/lib/core/fleet/plan-series";
import { TELEMETRY_METRICS, type TelemetryMetric } from "./metrics";

type Said = string | string[] | undefined;

const oneOf = <T extends string>(known: readonly T[], said: Said, otherwise: T): T =>
  known.find((one) => one === said) ?? otherwise;

/** What an address asks the charts for; whatever else it says is the first of each. */
export const readRange = (said: Said): SeriesRange => oneOf(SERIES_RANGES, said, "1h");
export const readMetric = (said: Said): TelemetryMetric => oneOf(TELEMETRY_METRICS, said, "utilisation");
