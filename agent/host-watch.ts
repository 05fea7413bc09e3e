import { setTimeout as sleep } from "node:timers/promises";
import type { AcceleratorReport, HostFacts } from "@/lib/core/contracts/agent";
import type { Inventory } from "./accelerators/inventory";
import { collectFacts } from "./facts";
import { describeDisk, readDisk } from "./runtime/disk";
import type { Engine, EngineInfo } from "./runtime/engine";
import { explainStuckEngine } from "./runtime/engine-store";
import { type Firewall, noFirewall } from "./runtime/firewall";
import { neededRuntimes } from "./runtime/needed-runtimes";
import type { StateFile } from "./state";

const ENGINE_INTERVAL_MS = 5_000;
const INVENTORY_INTERVAL_MS = 60_000;

/** What instances are started from where the platform names nothing else; a registry's image is fetched when asked for. */
export const RENTAL_IMAGE = "localhost/openhall-rental:1";

export interface HostWatchOptions {
  engine: Engine;
  firewall: Firewall;
  inventory: Inventory;
  hostname: string;
  advertisedAddress: string;
  dockerSocket: string;
  imageOverride: string | null;
  simulated: boolean;
  bootIdFile?: string;
  engineRootFile: StateFile;
}

/** What this host is and has, asked for ahead of time, so that a report never waits for a tool or an engine that hangs. */
export class HostWatch {
  readonly #options: HostWatchOptions;
  #facts: HostFacts | null = null;
  #accelerators: readonly AcceleratorReport[] = [];
  #toolProblems: string[] = [];
  #engineRoot: string | null = null;
  #remarks: string[] = [];
  #inventoryReadAt = Number.NEGATIVE_INFINITY;

  constructor(options: HostWatchOptions) {
    this.#options = options;
  }

  get accelerators(): readonly AcceleratorReport[] {
    return this.#accelerators;
  }

  get facts(): HostFacts {
    if (!this.#facts) throw new Error("refresh comes first");
    return this.#facts;
  }

  /** Whether anything is different from the last time. */
  async refresh(): Promise<boolean> {
    const before = JSON.stringify([this.#facts, this.#accelerators]);
    if (performance.now() - this.#inventoryReadAt >= INVENTORY_INTERVAL_MS) {
      const detection = await this.#options.inventory.read();
      this.#accelerators = detection.accelerators;
      this.#toolProblems = detection.problems;
      this.#remarks = detection.remarks ?? [];
      this.#inventoryReadAt = performance.now();
    }
    const { engine: info, isFenced, problems } = await this.#askEngine();
    const disk = info?.rootDir ? await readDisk(info.rootDir) : undefined;
    const diskProblem = disk && describeDisk(disk);
    this.#facts = await collectFacts({
      ...this.#options,
      engine: info && { name: info.name, version: info.version },
      isolation: info ? { firewall: isFenced, ...info.confinement } : undefined,
      disk,
      remarks: this.#remarks,
      problems: [...problems, ...(diskProblem ? [diskProblem] : []), ...this.#toolProblems],
    });
    return before !== JSON.stringify([this.#facts, this.#accelerators]);
  }

  async watch(onChange: () => void, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await sleep(ENGINE_INTERVAL_MS, undefined, { signal }).catch(() => {});
      if (!signal.aborted && (await this.refresh())) onChange();
    }
  }

  async #askEngine(): Promise<{ engine: EngineInfo | null; isFenced: boolean; problems: string[] }> {
    const { engine, firewall, dockerSocket, imageOverride } = this.#options;
    try {
      const info = await engine.info();
      const image = imageOverride ?? RENTAL_IMAGE;
      await this.#keepRoot(info);
      const problems = neededRuntimes(this.#accelerators)
        .filter(({ runtime }) => !info.runtimes.has(runtime))
        .map(({ runtime, source }) => `The engine has no runtime ${runtime}: install ${source}.`);
      if (!(await engine.hasImage(image))) problems.push(`The rental image ${image} is not on this host.`);
      if (!info.confinement.seccomp) problems.push("Instances cannot be isolated: the engine runs without seccomp.");
      const exposure = await firewall.ensure();
      if (exposure !== null) problems.push(exposure);
      return { engine: info, isFenced: firewall !== noFirewall && exposure === null, problems };
    } catch (error) {
      const { message, code } = error as NodeJS.ErrnoException;
      const problems = [`No container engine answers at ${dockerSocket}: ${message || code}`];
      const stuck = await explainStuckEngine(error, () => this.#options.engineRootFile.read());
      if (stuck) problems.push(`${stuck.says} ${stuck.todo}`);
      return { engine: null, isFenced: false, problems: problems.map((problem) => problem.slice(0, 500)) };
    }
  }

  async #keepRoot({ rootDir }: EngineInfo): Promise<void> {
    if (rootDir === undefined || rootDir === this.#engineRoot) return;
    this.#engineRoot = rootDir;
    // a disk that is full costs an explanation, not the report
    await this.#options.engineRootFile.write(rootDir).catch(() => {});
  }
}
