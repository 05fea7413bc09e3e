import { execFileSync } from "node:child_process";
import { chmodSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "vitest";
import { hosts } from "@/db/schema";
import type { HostFacts } from "@/lib/core/contracts/agent";
import { addSshKey } from "@/lib/identity/add-ssh-key";
import { launchLease } from "@/lib/leases/launch-lease";
import type { Lease } from "@/lib/leases/types";
import { createNetwork } from "../../bin/engine/network";
import { cloneKeyOf, enginePaths } from "../../bin/engine/paths";
import { type Engine, prepareEngine } from "../../bin/engine/prepare";
import { ensureRentalImage } from "../../bin/engine/rental-image";
import { BillingPlatform, HOST_NAME } from "./billing-platform";
import { temporaryDir } from "./process";
import { PATIENCE_MS } from "./rig";
import { makeSshKey, sshRun } from "./ssh";

const repository = resolve(import.meta.dirname, "../..");

/** A host as an operator has one before the agent: the bundle's files, an engine, a token, and a platform that is reached from its network. */
export class OperatorHost {
  private constructor(
    readonly stateDir: string,
    readonly dist: string,
    readonly platform: BillingPlatform,
    readonly engine: Engine,
  ) {}

  static async open(name: string, options: { usernsRemap?: boolean } = {}): Promise<OperatorHost> {
    const stateDir = temporaryDir(name);
    chmodSync(stateDir, 0o711);
    const dist = join(stateDir, "dist");
    execFileSync(process.execPath, [join(repository, "bin/agent-bundle.mjs"), dist], { stdio: "pipe" });
    const key = { name, stateDir, cloneKey: cloneKeyOf(stateDir), ...options };
    const { machineAddress } = await createNetwork(enginePaths(key));
    const platform = await BillingPlatform.open(machineAddress);
    const engine = await prepareEngine(key);
    await ensureRentalImage(engine.docker, join(repository, ".openhall"));
    return new OperatorHost(stateDir, dist, platform, engine);
  }

  get enrolment(): string[] {
    return ["enroll", "--url", this.platform.url, "--token", this.platform.token, "--simulate", "h100-sxm-8"];
  }

  /** As the host last said them. */
  async facts(): Promise<HostFacts> {
    const all = await this.platform.database.db.select().from(hosts);
    return all.find(({ name }) => name === HOST_NAME)!.facts;
  }

  async untilVersion(version: string): Promise<void> {
    for (const deadline = performance.now() + PATIENCE_MS; (await this.facts()).agentVersion !== version; )
      if (performance.now() > deadline) throw new Error(`no report of ${version}`);
      else await sleep(50);
  }

  /** A lease that runs, and that its customer's own key opens. */
  async launch(explain: () => string = () => ""): Promise<Lease> {
    const { market, buyer } = this.platform;
    const keyFile = join(this.stateDir, "id");
    const { sshKeyId } = await addSshKey(buyer.ctx, { name: "own", publicKey: makeSshKey(keyFile) });
    const order = { skuId: market.sku[1], sshKeyIds: [sshKeyId], idempotencyKey: "one" };
    const { id } = await launchLease(buyer.ctx, order);
    const lease = await this.platform.until(id, ({ state }) => state === "running", explain);
    const at = { keyFile, address: lease.sshAddress!, port: lease.sshPort! };
    expect(sshRun(at, "echo $OPENHALL_LEASE; ls /dev/nvidia?")).toMatch(new RegExp(`^${id}\n/dev/nvidia\\d$`));
    return lease;
  }

  /** The containers of leases: id and state. */
  async instances(): Promise<[string, string][]> {
    const filters = JSON.stringify({ label: ["openhall.lease"] });
    return (await this.engine.docker.listContainers({ all: true, filters })).map(({ Id, State }) => [Id, State]);
  }

  async close(): Promise<void> {
    await this.engine.stop({ removeContainers: true });
    await this.platform.close();
    rmSync(this.stateDir, { recursive: true, force: true });
  }
}
