import { chmodSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { AcceleratorReport, DesiredInstance, InstanceReport } from "@/lib/core/contracts/agent";
import { cloneKeyOf } from "../../bin/engine/paths";
import { type Engine, prepareEngine } from "../../bin/engine/prepare";
import { ensureRentalImage, RENTAL_IMAGE } from "../../bin/engine/rental-image";
import { exampleInstance } from "./examples";
import { ENROL_TOKEN, TestPlatform } from "./platform";
import { type AgentProcess, runAgent, startAgent, temporaryDir } from "./process";
import { makeSshKey, sshRun } from "./ssh";

const repository = resolve(import.meta.dirname, "../..");
const PATIENCE_MS = 30_000;

/** One simulated host with a real engine and a real agent, and the platform's side of the contract in this process. */
export class EdgeHost {
  accelerators: readonly AcceleratorReport[] = [];

  private constructor(
    readonly stateDir: string,
    readonly engine: Engine,
    readonly platform: TestPlatform,
    readonly authorizedKey: string,
    public agent: AgentProcess,
  ) {}

  static async start(name: string, options: { usernsRemap?: boolean } = {}): Promise<EdgeHost> {
    const stateDir = temporaryDir(name);
    // a remapped root must get to its engine's data
    chmodSync(stateDir, 0o711);
    const authorizedKey = makeSshKey(join(stateDir, "id"));
    const engine = await prepareEngine({ name, stateDir, cloneKey: cloneKeyOf(stateDir), ...options });
    await ensureRentalImage(engine.docker, join(repository, ".openhall"));
    const platform = await new TestPlatform().start();
    const { agentStateDir, socketPath, address, netnsPath } = engine;
    const place = ["--state-dir", agentStateDir, "--docker-socket", socketPath, "--address", address];
    const kind = ["--hostname", name, "--simulate", "h100-sxm-8", "--engine-netns", netnsPath ?? ""];
    await runAgent(["enroll", "--url", platform.url, "--token", ENROL_TOKEN, ...kind, ...place]);
    const agent = startAgent(["run", "--state-dir", agentStateDir]);
    const host = new EdgeHost(stateDir, engine, platform, authorizedKey, agent);
    await host.until(() => platform.reports.length > 0);
    host.accelerators = platform.reports.at(-1)?.accelerators ?? [];
    return host;
  }

  restartAgent(): void {
    this.agent = startAgent(["run", "--state-dir", this.engine.agentStateDir]);
  }

  /** On the accelerators with these indices. */
  lease(leaseId: string, indices: number[], change: Partial<DesiredInstance> = {}): DesiredInstance {
    const acceleratorUuids = indices.map((index) => this.accelerators[index]?.uuid ?? "");
    const sshAuthorizedKeys = [this.authorizedKey];
    return exampleInstance({ leaseId, image: RENTAL_IMAGE, acceleratorUuids, sshAuthorizedKeys, ...change });
  }

  waitFor(leaseId: string, condition: (instance: InstanceReport) => boolean): Promise<InstanceReport> {
    return this.platform.waitFor(leaseId, condition, PATIENCE_MS);
  }

  reachable(leaseId: string): Promise<InstanceReport> {
    return this.waitFor(leaseId, ({ phase }) => phase === "reachable");
  }

  ssh({ sshPort }: InstanceReport, command: string): string {
    const target = { keyFile: join(this.stateDir, "id"), address: this.engine.address, port: sshPort ?? 0 };
    return sshRun(target, command);
  }

  async addressOf(leaseId: string): Promise<string> {
    const { NetworkSettings } = await this.engine.docker.getContainer(`openhall-${leaseId}`).inspect();
    return NetworkSettings.Networks[`openhall-${leaseId}`]?.IPAddress ?? "";
  }

  async until(condition: () => boolean | Promise<boolean>): Promise<void> {
    const deadline = performance.now() + PATIENCE_MS;
    while (!(await condition())) {
      if (performance.now() > deadline) throw new Error(`not in time: ${condition}\n${this.agent.output()}`);
      await sleep(20);
    }
  }

  async stop(): Promise<void> {
    await this.agent.end("SIGKILL");
    this.platform.stop();
    await this.engine.stop({ removeContainers: true });
    rmSync(this.stateDir, { recursive: true, force: true });
  }
}
