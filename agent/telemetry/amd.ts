import { z } from "zod";
import type { TelemetryFigures } from "@/lib/core/contracts/telemetry";
import { NOTHING_SAID, wholeOf } from "./figures";

export const amdTelemetryCommand = {
  file: "rocm-smi",
  args: [
    "--showuniqueid",
    "--showtemp",
    "--showpower",
    "--showuse",
    "--showmeminfo",
    "vram",
    "--showreplaycount",
    "--json",
  ],
};

const table = z.record(z.string(), z.record(z.string(), z.unknown()));
const MIB_PER_BYTE = 1 / 2 ** 20;

/** By unique id. The junction is the hottest spot, which its limits are about; rocm-smi changes the case of its keys between versions. */
export function parseAmdTelemetry(output: string): Map<string, TelemetryFigures> {
  if (output.trim() === "") return new Map();
  const figures = new Map<string, TelemetryFigures>();
  for (const card of Object.values(table.parse(JSON.parse(output)))) {
    const lower = new Map(Object.entries(card).map(([key, value]) => [key.toLowerCase(), String(value)]));
    const first = (scale: number, ...keys: string[]) =>
      keys.map((key) => wholeOf(lower.get(key), scale)).find((value) => value !== null) ?? null;
    const uuid = lower.get("unique id");
    if (!uuid || uuid === "N/A") continue;
    figures.set(uuid, {
      ...NOTHING_SAID,
      temperatureC: first(1, "temperature (sensor junction) (c)", "temperature (sensor edge) (c)"),
      powerMilliwatts: first(
        1_000,
        "average graphics package power (w)",
        "current socket graphics package power (w)",
        "current graphics package power (w)",
      ),
      utilisationPercent: first(1, "gpu use (%)"),
      memoryUsedMib: first(MIB_PER_BYTE, "vram total used memory (b)"),
      linkErrors: first(1, "pcie replay count"),
    });
  }
  return figures;
}
