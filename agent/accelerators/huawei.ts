import type { AcceleratorReport } from "@/lib/core/contracts/agent";

export const huaweiCommand = { file: "npu-smi", args: ["info"] };
export const huaweiBoardCommand = (index: number) => ({
  file: "npu-smi",
  args: ["info", "-t", "board", "-i", String(index)],
});

export interface HuaweiCard {
  index: number;
  name: string;
  health: string;
  pciAddress: string;
  memoryMib: number | null;
}

const cells = (line: string) =>
  line
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim());

/** The table of `npu-smi info`: two lines a card, its name and health above its bus address and HBM. */
export function parseHuaweiTable(output: string): { driverVersion: string | null; cards: HuaweiCard[] } {
  const cards: HuaweiCard[] = [];
  const lines = output.split("\n");
  for (const [position, line] of lines.entries()) {
    const [card = "", health = ""] = cells(line);
    const [, pciAddress = "", usage = ""] = cells(lines[position + 1] ?? "");
    const named = /^(\d+)\s+(\S+)$/.exec(card);
    if (!named || !/^[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-9a-f]$/i.test(pciAddress)) continue;
    const total = /\/\s*(\d+)\s*$/.exec(usage)?.[1];
    const memoryMib = Number(total) > 0 ? Number(total) : null;
    cards.push({ index: Number(named[1]), name: named[2] ?? "", health, pciAddress, memoryMib });
  }
  return { driverVersion: /Version:\s*(\S+)/.exec(output)?.[1] ?? null, cards };
}

/** `machineId` tells hosts apart where the board does not give a serial number. */
export function huaweiReport(
  card: HuaweiCard,
  driverVersion: string | null,
  board: string,
  machineId: string,
): AcceleratorReport {
  const serial = /^\s*Serial Number\s*:\s*(\S+)\s*$/m.exec(board)?.[1] ?? null;
  const isHealthy = card.health === "OK";
  return {
    index: card.index,
    uuid: serial ? `${serial}-${card.index}` : `npu-${machineId}-${card.pciAddress}`,
    serial,
    vendor: "Huawei",
    reportedName: card.name,
    memoryMib: card.memoryMib,
    pciAddress: card.pciAddress,
    pciId: null,
    driverVersion,
    health: isHealthy ? "healthy" : card.health === "Warning" ? "degraded" : "failed",
    healthReasons: isHealthy ? [] : [`npu-smi says ${card.health || "nothing"}`],
    simulated: false,
  };
}
