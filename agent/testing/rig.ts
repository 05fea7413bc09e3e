import { chmodSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { AcceleratorReport, DesiredInstance, InstanceReport } from "@/lib/core/contracts/agent";
import { cloneKeyOf, type EnginePaths, enginePaths } from "../../bin/engine/paths";
import { type Engine, type PrepareOptions, prepareEngine } from "../../bin/engine/prepare";
import { ensureRentalImage, RENTAL_IMAGE } from "../../bin/engine/rental-image";
import { exampleInstance } from "./examples";
import { ENROL_TOKEN, TestPlatform } from "./platform";
import { type AgentProcess, runAgent, startAgent, temporaryDir } from "./process";
import { makeSshKey, sshRun } from "./ssh";

const repository = resolve(import.meta.dirname, "../..");

/** A container takes a second to start, and more on a machine that is busy. */
export const PATIENCE_MS = 60_000;

export const isReachable = ({ phase }: InstanceReport) => phase === "reachable";

/** A simulated host on an engine of its own, with its agent running and enrolled at a platform that stands for ours. */
export class Rig {
  accelerators: readonly AcceleratorReport[] = [];
  agent!: AgentProcess;

  private constructor(
    readonly key: PrepareOptions,
    public engine: Engine,
    readonly platform: TestPlatform,
    private readonly authorizedKey: string,
  ) {}

  static async open(
    name: string,
    options: { liveRestore?: boolean; usernsRemap?: boolean; cloneKey?: string } = {},
  ): Promise<Rig> {
    const stateDir = temporaryDir(name);
    // a remapped root must get to its engine's data
    chmodSync(stateDir, 0o711);
    const key = { name, stateDir, cloneKey: cloneKeyOf(stateDir), ...options };
    const engine = await prepareEngine(key);
    await ensureRentalImage(engine.docker, join(repository, ".openhall"));
    const rig = new Rig(key, engine, await new TestPlatform().start(), makeSshKey(join(stateDir, "id")));
    const place = ["--docker-socket", engine.socketPath, "--address", engine.address, "--hostname", name];
    place.push("--engine-netns", engine.netnsPath ?? "");
    const flags = ["--state-dir", engine.agentStateDir, "--simulate", "h100-sxm-8", ...place];
    await runAgent(["enroll", "--url", rig.platform.url, "--token", ENROL_TOKEN, ...flags]);
    await rig.start();
    rig.accelerators = rig.platform.reports.at(-1)?.accelerators ?? [];
    return rig;
  }

  get paths(): EnginePaths {
    return enginePaths(this.key);
  }

  /** Runs the agent, and waits for its first report. */
  async start(env: Record<string, string> = {}): Promise<void> {
    const reported = this.platform.reports.length;
    this.agent = startAgent(["run", "--state-dir", this.engine.agentStateDir], env);
    await this.until(() => this.platform.reports.length > reported);
  }

  /** Starts the engine again, where it was killed or its host powered off. */
  async startEngine(): Promise<void> {
    this.engine = await prepareEngine(this.key);
  }

  /** On the accelerators with these indices. */
  leaseOn(leaseId: string, indices: number[]): DesiredInstance {
    return this.lease(leaseId, { acceleratorUuids: indices.map((index) => this.accelerators[index]?.uuid ?? "") });
  }

  lease(leaseId: string, change: Partial<DesiredInstance> = {}): DesiredInstance {
    const acceleratorUuids = [this.accelerators[1]?.uuid ?? ""];
    const own = { leaseId, image: RENTAL_IMAGE, acceleratorUuids, sshAuthorizedKeys: [this.authorizedKey] };
    return exampleInstance({ ...own, ...change });
  }

  waitFor(leaseId: string, condition: (instance: InstanceReport) => boolean): Promise<InstanceReport> {
    return this.platform.waitFor(leaseId, condition, PATIENCE_MS);
  }

  reachable(leaseId: string): Promise<InstanceReport> {
    return this.waitFor(leaseId, isReachable);
  }

  async addressOf(leaseId: string): Promise<string> {
    const { NetworkSettings } = await this.engine.docker.getContainer(`openhall-${leaseId}`).inspect();
    return NetworkSettings.Networks[`openhall-${leaseId}`]?.IPAddress ?? "";
  }

  ssh({ sshPort }: InstanceReport, command: string): string {
    const keyFile = join(this.key.stateDir, "id");
    return sshRun({ keyFile, address: this.engine.address, port: sshPort ?? 0 }, command);
  }

  containers() {
    return this.engine.docker.listContainers({ all: true });
  }

  async until(condition: () => boolean | Promise<boolean>): Promise<void> {
    const deadline = performance.now() + PATIENCE_MS;
    while (!(await condition())) {
      if (performance.now() > deadline) throw new Error(`not in time: ${condition}\n${this.agent.output()}`);
      await sleep(20);
    }
  }

  async close(): Promise<void> {
    await this.agent?.end("SIGKILL");
    this.platform.stop();
    await this.engine.stop({ removeContainers: true });
    rmSync(this.key.stateDir, { recursive: true, force: true });
  }
}
