import { type HostFacts, hostFacts } from "@/lib/core/contracts/agent";
import { readTools } from "../accelerators/detect";
import type { Device, Parsed } from "../accelerators/device";
import { openInventory } from "../accelerators/inventory";
import { readSources } from "../accelerators/sources";
import { fromReport } from "../accelerators/to-report";
import { AgentError } from "../errors";
import { collectFacts, defaultHostname } from "../facts";
import { parseSocket } from "../options";
import { createEngine } from "../runtime/engine";
import { openStateDir } from "../state";

export interface InventoryFlags {
  stateDir: string;
  simulate?: string;
  json?: boolean;
  from?: string[];
}

const ENGINE_TIMEOUT_MS = 3_000;

/** Without --simulate an enrolled host shows what it was enrolled with. */
async function readHere(flags: InventoryFlags): Promise<Parsed> {
  const state = await openStateDir(flags.stateDir);
  const identity = await state.findIdentity();
  const simulate = flags.simulate ?? identity?.simulate ?? null;
  if (simulate === null) return readTools();
  const { read } = await openInventory(simulate, identity?.simulationSeed ?? (await state.key()).publicKey);
  const { accelerators, problems, remarks = [] } = await read();
  return { devices: accelerators.map(fromReport), links: [], warnings: [...problems, ...remarks] };
}

/** What is not of accelerators; of files nothing else is known. */
async function readHost(): Promise<Partial<HostFacts>> {
  const waiting = AbortSignal.timeout(ENGINE_TIMEOUT_MS);
  const late = new Promise<null>((settle) => waiting.addEventListener("abort", () => settle(null)));
  const info = await Promise.race([
    late,
    createEngine(parseSocket(undefined))
      .info()
      .catch(() => null),
  ]);
  const facts = await collectFacts({
    hostname: defaultHostname(),
    advertisedAddress: "localhost",
    engine: info && { name: info.name, version: info.version },
    problems: [],
    isolation: undefined,
    disk: undefined,
    simulated: false,
  });
  const shown = hostFacts.omit({
    advertisedAddress: true,
    problems: true,
    agentVersion: true,
    bootId: true,
    simulated: true,
  });
  return shown.strip().parse(facts);
}

function columnsOf({ index, model, memoryMib, uuid, pciAddress, health, healthReasons, simulated }: Device): string[] {
  return [
    index === null ? "-" : String(index),
    model ?? "model not said",
    memoryMib === null ? "memory not said" : `${memoryMib} MiB`,
    uuid ?? "-",
    pciAddress ?? "-",
    [health ?? "health not said", simulated ? "SIMULATED" : "", healthReasons.join(" ")].filter(Boolean).join("  "),
  ];
}

function asTable({ devices, links }: Parsed): string {
  const lines = devices.length === 0 ? ["No accelerators found (nvidia-smi, npu-smi, amd-smi, rocm-smi)."] : [];
  const rows = devices.map(columnsOf);
  const widths = rows.reduce<number[]>((most, row) => row.map((cell, at) => Math.max(most[at] ?? 0, cell.length)), []);
  for (const row of rows)
    lines.push(
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join("  ")
        .trimEnd(),
    );
  if (links.length > 0) {
    const types = Map.groupBy(links, ({ type }) => type);
    lines.push(`Links: ${[...types].map(([type, members]) => `${members.length} x ${type}`).join(", ")}`);
  }
  return `${lines.join("\n")}\n`;
}

/** What this host has, or what `--from` files say of one. Standard output is JSON alone where that is asked for. */
export async function inventory(flags: InventoryFlags): Promise<void> {
  const isReplay = flags.from !== undefined;
  if (isReplay && flags.simulate !== undefined) throw new AgentError("--from and --simulate exclude each other.", 2);
  const parsed = flags.from ? await readSources(flags.from) : await readHere(flags);
  const { devices, links, warnings } = parsed;
  if (flags.json) {
    // what it shows now is telemetry, not inventory
    const accelerators = devices.map(({ figures: _, ...device }) => device);
    const answer = { accelerators, links, warnings, ...(isReplay ? {} : { host: await readHost() }) };
    process.stdout.write(`${JSON.stringify(answer, null, 2)}\n`);
    return;
  }
  for (const warning of warnings) process.stderr.write(`${warning}\n`);
  process.stdout.write(asTable(parsed));
}
