import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type Docker from "dockerode";
import { stateDir } from "@/bin/dependencies.mjs";
import { closeEngine, openEngine } from "@/bin/stack/hosts";
import { startSeededHost } from "@/bin/stack/seeded-host";
import { type KeyPair, makeKeyPair, runSsh } from "@/bin/stack/ssh";
import { type RunningStack, startStack } from "@/bin/stack/stack";
import type { Log, Measured } from "../benchmark";
import { median } from "../statistics";
import { Customer, type LaunchRequest, prepareLaunch } from "./customer";

const ROUNDS = 7;
const SKU = "h100-sxm-80.x1";
const STEP_LIMIT_MS = 60_000;

interface Lease {
  id: string;
  state: string;
  endReason: string | null;
  sshAddress: string | null;
  sshPort: number | null;
}

/**
 * From `POST /api/v1/instances` to the first command over SSH, through web, database, agent and engine, against the same container created
 * and started on the same engine by hand: same image, limits and accelerator. The two take turns.
 */
export async function measureLaunchToSsh(log: Log): Promise<Measured> {
  const dir = path.join(stateDir, "bench");
  const running = await startStack({ dir });
  try {
    return await measureOn(running, log);
  } finally {
    await running.stop();
  }
}

async function measureOn({ stack }: RunningStack, log: Log): Promise<Measured> {
  const host = stack.record.demo.hosts.find(({ profile }) => profile.startsWith("h100"));
  const signIn = stack.record.demo.signIns.find(({ label }) => label === "customer");
  if (!host || !signIn) throw new Error("The seed has no H100 host or no customer.");
  const engine = await openEngine(stack.dir, host.name);
  try {
    const key = await makeKeyPair(path.join(stack.dir, "keys"), `bench-${process.pid}`);
    const launch = await prepareLaunch(stack.record, key.publicKey, SKU);
    const customer = new Customer(stack.record.url);
    await customer.signIn(signIn);
    await startSeededHost(stack, engine);
    const warm = await launchThroughPlatform(customer, launch, key);
    const container = await findContainer(engine.docker, warm.lease.id);
    const recipe = await recipeOf(container);
    await endLease(customer, warm.lease.id);

    const platformMs: number[] = [];
    const byHandMs: number[] = [];
    for (let round = 1; round <= ROUNDS; round++) {
      const { lease, durationMs } = await launchThroughPlatform(customer, launch, key);
      await endLease(customer, lease.id);
      platformMs.push(durationMs);
      byHandMs.push(await launchByHand(engine.docker, recipe, engine.address, key));
      log(
        `launch to SSH: ${Math.round(durationMs)} ms through the platform, ${Math.round(byHandMs.at(-1) ?? 0)} by hand`,
      );
    }
    const figures = { platformMs: median(platformMs), byHandMs: median(byHandMs), rounds: ROUNDS };
    return { ratio: figures.platformMs / figures.byHandMs, figures };
  } finally {
    await stack.processes.endAll();
    await closeEngine(stack.dir, engine);
  }
}

async function launchThroughPlatform(customer: Customer, launch: LaunchRequest, key: KeyPair) {
  const request = { ...launch, idempotencyKey: crypto.randomUUID() };
  let startedAt = performance.now();
  // the first launch waits for the host's first report
  let lease = await untilAccepted(() => {
    startedAt = performance.now();
    return customer.call<Lease>("POST", "/api/v1/instances", request);
  });
  lease = await pollLease(customer, lease.id, "running");
  await firstCommand(["-p", String(lease.sshPort), `root@${lease.sshAddress}`], key);
  return { lease, durationMs: performance.now() - startedAt };
}

async function untilAccepted<T>(attempt: () => Promise<T>): Promise<T> {
  for (const deadline = performance.now() + STEP_LIMIT_MS; ; await sleep(250)) {
    try {
      return await attempt();
    } catch (error) {
      if (!String(error).includes("insufficient_capacity") || performance.now() > deadline) throw error;
    }
  }
}

async function pollLease(customer: Customer, id: string, wanted: "running" | "ended"): Promise<Lease> {
  for (const deadline = performance.now() + STEP_LIMIT_MS; ; await sleep(20)) {
    const lease = await customer.call<Lease>("GET", `/api/v1/instances/${id}`);
    if (lease.state === wanted) return lease;
    const isOver = lease.state === "failed" || lease.state === "ended";
    if (isOver || performance.now() > deadline) {
      throw new Error(`${id} did not become ${wanted}, it is ${lease.state}: ${lease.endReason ?? "no reason"}`);
    }
  }
}

async function endLease(customer: Customer, id: string): Promise<void> {
  await customer.call("POST", `/api/v1/instances/${id}/close`);
  await pollLease(customer, id, "ended");
}

async function firstCommand(target: string[], key: KeyPair): Promise<void> {
  for (const deadline = performance.now() + STEP_LIMIT_MS; ; ) {
    const { code, output } = await runSsh(target, key, "true");
    if (code === 0) return;
    if (performance.now() > deadline) throw new Error(`ssh ${target.join(" ")} does not get in: ${output}`);
  }
}

async function findContainer(docker: Docker, leaseId: string): Promise<Docker.ContainerInspectInfo> {
  const filters = JSON.stringify({ label: [`openhall.lease=${leaseId}`] });
  const [found] = await docker.listContainers({ filters });
  if (!found) throw new Error(`${leaseId} has no container on the engine.`);
  return docker.getContainer(found.Id).inspect();
}

/** All that the agent asked the engine for, less the labels by which it knows its own and the network that goes with its lease. */
async function recipeOf({ Config, HostConfig }: Docker.ContainerInspectInfo): Promise<Docker.ContainerCreateOptions> {
  const { Image, Env, ExposedPorts } = Config;
  return {
    Image,
    Env,
    ...(ExposedPorts ? { ExposedPorts } : {}),
    HostConfig: { ...HostConfig, NetworkMode: "bridge" },
  };
}

async function launchByHand(
  docker: Docker,
  recipe: Docker.ContainerCreateOptions,
  address: string,
  key: KeyPair,
): Promise<number> {
  const startedAt = performance.now();
  const container = await docker.createContainer(recipe);
  try {
    await container.start();
    const { NetworkSettings } = await container.inspect();
    const port = NetworkSettings.Ports["22/tcp"]?.[0]?.HostPort;
    if (!port) throw new Error("The engine published no port for SSH.");
    await firstCommand(["-p", port, `root@${address}`], key);
    return performance.now() - startedAt;
  } finally {
    await container.remove({ force: true, v: true });
  }
}
