import type { TelemetryFigures } from "@/lib/core/contracts/telemetry";
import { NOTHING_SAID, wholeOf } from "./figures";

export const huaweiTelemetryCommand = { file: "npu-smi", args: ["info"] };

const cells = (line: string) =>
  line
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim());

/** By bus address, in lower case: two lines a chip, power and temperature above use and memory. Where there is HBM, it is the last pair. */
export function parseHuaweiTelemetry(output: string): Map<string, TelemetryFigures> {
  const figures = new Map<string, TelemetryFigures>();
  const lines = output.split("\n");
  for (const [position, line] of lines.entries()) {
    const [, busId = "", use = ""] = cells(line);
    if (!/^[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-9a-f]$/i.test(busId)) continue;
    const [power, temperature] = (cells(lines[position - 1] ?? "")[2] ?? "").split(/\s+/);
    const pairs = [...use.matchAll(/(\d+)\s*\/\s*\d+/g)];
    figures.set(busId.toLowerCase(), {
      ...NOTHING_SAID,
      powerMilliwatts: wholeOf(power, 1_000),
      temperatureC: wholeOf(temperature),
      utilisationPercent: wholeOf(/^(\d+)\s/.exec(use)?.[1]),
      memoryUsedMib: wholeOf(pairs.at(-1)?.[1]),
    });
  }
  return figures;
}
