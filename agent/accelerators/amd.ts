import { z } from "zod";
import type { AcceleratorReport } from "@/lib/core/contracts/agent";

export const amdCommand = {
  file: "rocm-smi",
  args: [
    "--showproductname",
    "--showuniqueid",
    "--showserial",
    "--showmeminfo",
    "vram",
    "--showbus",
    "--showdriverversion",
    "--json",
  ],
};

const table = z.record(z.string(), z.record(z.string(), z.unknown()));

/** rocm-smi changes the case of its keys between versions. */
function reader(card: Record<string, unknown>) {
  const lower = new Map(Object.entries(card).map(([key, value]) => [key.toLowerCase(), value]));
  return (...keys: string[]): string | null => {
    for (const key of keys) {
      const value = lower.get(key);
      if (typeof value === "string" && value !== "" && value !== "N/A") return value;
    }
    return null;
  };
}

export function parseAmd(output: string): AcceleratorReport[] {
  const parsed = table.parse(JSON.parse(output));
  const driverVersion = reader(parsed.system ?? {})("driver version");
  return Object.entries(parsed).flatMap(([key, card]) => {
    const index = /^card(\d+)$/.exec(key)?.[1];
    const read = reader(card);
    const uuid = read("unique id");
    if (!index || !uuid) return [];
    const bytes = Number(read("vram total memory (b)"));
    const model = /^0x([0-9a-f]{4})$/i.exec(read("card model", "device id") ?? "")?.[1];
    return [
      {
        index: Number(index),
        uuid,
        serial: read("serial number"),
        vendor: "AMD" as const,
        reportedName: read("card series", "device name", "card model") ?? "unknown",
        memoryMib: bytes > 0 ? Math.floor(bytes / 2 ** 20) : null,
        pciAddress: read("pci bus"),
        pciId: model ? `1002:${model.toLowerCase()}` : null,
        driverVersion,
        health: "healthy" as const,
        healthReasons: [],
        simulated: false,
      },
    ];
  });
}
