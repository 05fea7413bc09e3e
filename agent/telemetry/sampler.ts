import type { AcceleratorReport } from "@/lib/core/contracts/agent";
import { type TelemetryFigures, telemetryFigures } from "@/lib/core/contracts/telemetry";
import { type Figures, NOTHING_SAID } from "../accelerators/figures";
import { type Load, simulateFigures } from "./simulated";
import { READ_FIGURES } from "./vendors";

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
    for (const vendor of vendors) {
      const own = real.filter((one) => one.vendor === vendor);
      for (const [uuid, said] of (await READ_FIGURES[vendor]?.(own).catch(() => null)) ?? [])
        figures.set(uuid, plausible(said));
    }
    return figures;
  }

  #loadOf(uuid: string, isBusy: boolean): Load {
    const known = this.#loads.get(uuid) ?? { since: null, isBusy: false };
    const load = known.isBusy === isBusy ? known : { since: Date.now(), isBusy };
    this.#loads.set(uuid, load);
    return load;
  }
}

/**
 * A figure that the contract refuses would cost the whole batch: it is left out instead. What came after the contract's first version is left out
 * where nothing says it, so that a platform of before takes the rest.
 */
function plausible(said: Figures): TelemetryFigures {
  const kept: Figures = { ...NOTHING_SAID };
  for (const name of Object.keys(kept) as (keyof Figures)[])
    if (telemetryFigures.shape[name].safeParse(said[name]).success) kept[name] = said[name];
  const { pcieReplays, xidAgeMs, ...always } = kept;
  return { ...always, ...(pcieReplays !== null && { pcieReplays }), ...(xidAgeMs !== null && { xidAgeMs }) };
}
