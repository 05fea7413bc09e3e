import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { AcceleratorReport } from "@/lib/core/contracts/agent";
import { type TelemetryFigures, telemetryFigures } from "@/lib/core/contracts/telemetry";
import { amdTelemetryCommand, parseAmdTelemetry } from "./amd";
import { NOTHING_SAID } from "./figures";
import { huaweiTelemetryCommand, parseHuaweiTelemetry } from "./huawei";
import { kernelLogCommand, nvidiaTelemetryCommand, nvlinkCommand, parseNvidiaTelemetry } from "./nvidia";
import { type Load, simulateFigures } from "./simulated";

const execFileAsync = promisify(execFile);
const TOOL_TIMEOUT_MS = 8_000;

/** The tool's answer, or what it had said before it failed, as nvidia-smi does of the other GPUs when one is lost; null where there is none. */
async function ask({ file, args }: { file: string; args: string[] }): Promise<string | null> {
  try {
    return (await execFileAsync(file, args, { timeout: TOOL_TIMEOUT_MS, maxBuffer: 16 << 20 })).stdout;
  } catch (error) {
    return (error as { stdout?: string }).stdout || null;
  }
}

export interface SamplerOptions {
  accelerators: () => readonly AcceleratorReport[];
  /** UUIDs that containers have now. */
  busy: () => ReadonlySet<string>;
}

/** Asks the vendors' tools, or the model of simulated accelerators, for what each accelerator shows now. */
export class Sampler {
  readonly #options: SamplerOptions;
  readonly #loads = new Map<string, Load>();

  constructor(options: SamplerOptions) {
    this.#options = options;
  }

  /** By UUID; accelerators that no tool speaks of are not in it. */
  async read(): Promise<Map<string, TelemetryFigures>> {
    const accelerators = this.#options.accelerators();
    const figures = new Map<string, TelemetryFigures>();
    const simulated = accelerators.filter((one) => one.simulated);
    const busy = simulated.length > 0 ? this.#options.busy() : new Set<string>();
    for (const one of simulated)
      figures.set(one.uuid, simulateFigures(one, this.#loadOf(one.uuid, busy.has(one.uuid)), Date.now()));
    const real = accelerators.filter((one) => !one.simulated);
    const vendors = new Set(real.map(({ vendor }) => vendor));
    const read: Partial<Record<AcceleratorReport["vendor"], () => Promise<Map<string, TelemetryFigures>>>> = {
      NVIDIA: readNvidia,
      AMD: readAmd,
      Huawei: () => readHuawei(real),
    };
    for (const vendor of vendors)
      for (const [uuid, said] of (await read[vendor]?.().catch(() => null)) ?? []) figures.set(uuid, plausible(said));
    return figures;
  }

  #loadOf(uuid: string, isBusy: boolean): Load {
    const known = this.#loads.get(uuid) ?? { since: null, isBusy: false };
    const load = known.isBusy === isBusy ? known : { since: Date.now(), isBusy };
    this.#loads.set(uuid, load);
    return load;
  }
}

/** A figure that the contract refuses would cost the whole batch: it is left out instead. */
function plausible(said: TelemetryFigures): TelemetryFigures {
  const kept: TelemetryFigures = { ...NOTHING_SAID };
  for (const name of Object.keys(kept) as (keyof TelemetryFigures)[])
    if (telemetryFigures.shape[name].safeParse(said[name]).success) kept[name] = said[name];
  return kept;
}

async function readNvidia() {
  const [query, nvlink, kernelLog] = await Promise.all(
    [nvidiaTelemetryCommand, nvlinkCommand, kernelLogCommand].map(ask),
  );
  return parseNvidiaTelemetry({ query: query ?? "", nvlink: nvlink ?? null, kernelLog: kernelLog ?? null });
}

async function readAmd() {
  return parseAmdTelemetry((await ask(amdTelemetryCommand)) ?? "");
}

async function readHuawei(accelerators: readonly AcceleratorReport[]) {
  const byPlace = parseHuaweiTelemetry((await ask(huaweiTelemetryCommand)) ?? "");
  return new Map(
    accelerators.flatMap(({ uuid, pciAddress }) => {
      const figures = byPlace.get(pciAddress?.toLowerCase() ?? "");
      return figures ? [[uuid, figures] as const] : [];
    }),
  );
}
