import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { resolve } from "node:path";
import type Docker from "dockerode";
import { openStateDir } from "@/agent/state";
import { type AgentProcess, runAgent, startAgent, temporaryDir } from "@/agent/testing/process";
import { cloneKeyOf, type EnginePaths, enginePaths } from "@/bin/engine/paths";
import { type Engine, prepareEngine } from "@/bin/engine/prepare";
import { ensureRentalImage } from "@/bin/engine/rental-image";

const repository = resolve(import.meta.dirname, "../..");

/** A simulated host: a real engine and a real agent in a network namespace of their own, joined to the platform by one link. */
export class FleetHost {
  #agent: AgentProcess | null = null;
  hostId = "";

  private constructor(
    private readonly stateDir: string,
    private readonly paths: EnginePaths,
    private engine: Engine,
  ) {}

  static async prepare(name: string): Promise<FleetHost> {
    const stateDir = temporaryDir(name);
    const key = { name, stateDir, cloneKey: cloneKeyOf(stateDir) };
    const engine = await prepareEngine(key);
    await ensureRentalImage(engine.docker, `${repository}/.openhall`);
    return new FleetHost(stateDir, enginePaths(key), engine);
  }

  get docker(): Docker {
    return this.engine.docker;
  }

  /** Where the platform is, seen from here. */
  get machineAddress(): string {
    return this.engine.address.replace(/\d+$/, (last) => String(Number(last) - 1));
  }

  async enrol(port: number, token: string): Promise<void> {
    const { agentStateDir, socketPath, address, name } = this.engine;
    const place = ["--state-dir", agentStateDir, "--docker-socket", socketPath, "--address", address];
    const url = `http://${this.machineAddress}:${port}`;
    const kind = ["--hostname", name, "--simulate", "h100-sxm-8"];
    const flags = ["enroll", "--url", url, "--token", token, ...kind, ...place];
    const { code, output } = await runAgent(flags, {}, this.#netnsPath);
    if (code !== 0) throw new Error(`${name} could not be enrolled: ${output}`);
    const identity = await (await openStateDir(agentStateDir)).findIdentity();
    this.hostId = identity?.hostId ?? "";
  }

  get #netnsPath(): string {
    return this.engine.netnsPath ?? "";
  }

  startAgent(): void {
    this.#agent = startAgent(["run", "--state-dir", this.engine.agentStateDir], {}, this.#netnsPath);
  }

  async killAgent(): Promise<void> {
    await this.#agent?.end("SIGKILL");
  }

  agentOutput = () => this.#agent?.output() ?? "";

  killEngine = () => this.engine.kill();

  async restartEngine(): Promise<void> {
    const { name } = this.engine;
    this.engine = await prepareEngine({ name, stateDir: this.stateDir, cloneKey: cloneKeyOf(this.stateDir) });
  }

  setLink(state: "up" | "down"): void {
    execFileSync("ip", ["link", "set", this.paths.hostInterface, state]);
  }

  /** The leases whose containers are here, one entry a container. */
  async containers(): Promise<{ leaseId: string; id: string; isRunning: boolean }[]> {
    const containers = await this.docker.listContainers({ all: true });
    return containers.map(({ Id, Labels, State }) => ({
      leaseId: Labels["openhall.lease"] ?? "",
      id: Id,
      isRunning: State === "running",
    }));
  }

  /** What is left of leases beside their containers. */
  async leftovers(): Promise<string[]> {
    const filters = JSON.stringify({ label: ["openhall.lease"] });
    const { Volumes } = await this.docker.listVolumes({ filters });
    const networks = await this.docker.listNetworks({ filters });
    return [...(Volumes ?? []), ...networks].map(({ Name }) => Name);
  }

  async stop(): Promise<void> {
    await this.killAgent();
    await this.engine.stop({ removeContainers: true });
    rmSync(this.stateDir, { recursive: true, force: true });
  }
}
