import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { hosts } from "@/db/schema";
import { addSshKey } from "@/lib/identity/add-ssh-key";
import { launchLease } from "@/lib/leases/launch-lease";
import { presentHostKey } from "@/lib/leases/ssh-host-key";
import { createNetwork } from "../bin/engine/network";
import { cloneKeyOf, enginePaths } from "../bin/engine/paths";
import { type Engine, prepareEngine } from "../bin/engine/prepare";
import { ensureRentalImage } from "../bin/engine/rental-image";
import packageJson from "../package.json" with { type: "json" };
import { BillingPlatform, HOST_NAME, statesOf } from "./testing/billing-platform";
import { buildImage, importBase } from "./testing/node-image";
import { temporaryDir } from "./testing/process";
import { PATIENCE_MS } from "./testing/rig";
import { makeSshKey, sshRun } from "./testing/ssh";

const repository = resolve(import.meta.dirname, "..");
const stateDir = temporaryDir("container");
const dist = join(stateDir, "dist");
const key = { name: "container", stateDir, cloneKey: cloneKeyOf(stateDir) };
const BASE = { repo: "localhost/openhall-agent-base", tag: "test" };
const [OLDER, NEWER] = ["localhost/openhall-agent:1", "localhost/openhall-agent:2"];

let platform: BillingPlatform;
let engine: Engine;

/** What an operator types. */
async function recipe(image: string, ...args: string[]) {
  const env = { ...process.env, DOCKER_HOST: `unix://${engine.socketPath}`, OPENHALL_AGENT_IMAGE: image };
  const child = spawn("sh", [join(dist, "container.sh"), ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
  const ended = once(child, "close") as Promise<[number | null]>;
  const [output, complaint, [code]] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, output, complaint };
}

async function buildAgent(image: string, version: string): Promise<void> {
  const context = join(stateDir, version);
  mkdirSync(context);
  execFileSync("cp", ["-r", join(dist, "Dockerfile"), join(dist, "profiles"), context]);
  const bundle = readFileSync(join(dist, "agent.mjs"), "utf8");
  const marked = bundle.replace(`version: "${packageJson.version}"`, `version: "${version}"`);
  writeFileSync(join(context, "agent.mjs"), marked);
  await buildImage(engine.docker, context, ["Dockerfile", "agent.mjs", "profiles"], `${BASE.repo}:${BASE.tag}`, image);
}

beforeAll(async () => {
  execFileSync(process.execPath, [join(repository, "bin/agent-bundle.mjs"), dist], { stdio: "pipe" });
  const { machineAddress } = await createNetwork(enginePaths(key));
  platform = await BillingPlatform.open(machineAddress);
  engine = await prepareEngine(key);
  await ensureRentalImage(engine.docker, join(repository, ".openhall"));
  const baseDir = join(stateDir, "base");
  mkdirSync(baseDir);
  await importBase(engine.docker, baseDir, BASE);
  await buildAgent(OLDER, packageJson.version);
  await buildAgent(NEWER, "999.0.0");
  // where simulated devices are read by the engine's stand-in for a vendor's runtime
  const DriverOpts = { type: "none", o: "bind", device: engine.agentStateDir };
  await engine.docker.createVolume({ Name: "openhall-agent", Driver: "local", DriverOpts });
}, 240_000);

afterAll(async () => {
  await engine?.stop({ removeContainers: true });
  await platform?.close();
  rmSync(stateDir, { recursive: true, force: true });
}, 2 * PATIENCE_MS);

const facts = async () =>
  (await platform.database.db.select().from(hosts)).find(({ name }) => name === HOST_NAME)!.facts;

async function launch(): Promise<string> {
  const { market, buyer } = platform;
  const publicKey = makeSshKey(join(stateDir, "id"));
  const { sshKeyId } = await addSshKey(buyer.ctx, { name: "own", publicKey });
  const order = { skuId: market.sku[1], sshKeyIds: [sshKeyId], idempotencyKey: "container" };
  return (await launchLease(buyer.ctx, order)).id;
}

async function untilVersion(version: string): Promise<void> {
  for (const deadline = performance.now() + PATIENCE_MS; (await facts()).agentVersion !== version; await sleep(50))
    if (performance.now() > deadline) throw new Error(`no report of ${version}`);
}

/** The containers of leases, by id. */
async function instances() {
  const filters = JSON.stringify({ label: ["openhall.lease"] });
  return (await engine.docker.listContainers({ all: true, filters })).map(({ Id, State }) => [Id, State]);
}

test(
  "an agent in a container, as its recipe starts it, enrols, boots a lease, and goes through restart, upgrade and stop without a gap in its bill",
  async () => {
    const flags = ["--url", platform.url, "--token", platform.token, "--simulate", "h100-sxm-8"];
    const enrolled = await recipe(OLDER, "enroll", ...flags);
    expect(enrolled).toMatchObject({ code: 0, complaint: "" });
    expect(enrolled.output).toMatch(/^Enrolled as hst_\S+ at .* with 8 SIMULATED accelerators\.\n$/);
    expect(await recipe(OLDER, "start")).toMatchObject({ code: 0, complaint: "" });

    const id = await launch();
    const first = await platform.until(id, ({ state }) => state === "running");
    const running = [[first.containerId, "running"]];
    const at = { keyFile: join(stateDir, "id"), address: first.sshAddress!, port: first.sshPort! };
    expect(sshRun(at, "echo $OPENHALL_LEASE; ls /dev/nvidia?")).toMatch(new RegExp(`^${id}\n/dev/nvidia\\d$`));
    const known = await platform.until(id, ({ sshHostKey }) => sshHostKey !== null);
    const { port, address } = at;
    const scanned = execFileSync("ssh-keyscan", ["-q", "-t", "ed25519", "-p", String(port), address], {
      encoding: "utf8",
    });
    expect(presentHostKey(known)?.knownHosts).toBe(scanned.trim());
    expect(await facts()).toMatchObject({
      hostname: hostname(),
      os: /^PRETTY_NAME="(.*)"$/m.exec(readFileSync("/etc/os-release", "utf8"))?.[1],
      problems: [],
      isolation: { firewall: true, seccomp: true },
      disk: { totalGib: expect.any(Number) },
    });

    await engine.docker.getContainer("openhall-agent").restart();
    await platform.proven(id, first, 3_000);
    expect(await instances()).toEqual(running);

    expect(await recipe(NEWER, "start")).toMatchObject({ code: 0, complaint: "" });
    await untilVersion("999.0.0");
    const upgraded = await platform.until(id, () => true);
    await platform.proven(id, upgraded, 1_000);
    expect(await instances()).toEqual(running);

    expect(await recipe(NEWER, "stop")).toMatchObject({ code: 0, complaint: "" });
    expect((await engine.docker.getContainer("openhall-agent").inspect()).State.ExitCode).toBe(0);
    expect(await instances()).toEqual(running);
    expect((await recipe(NEWER, "doctor")).output).not.toMatch(/^fail/m);

    expect(await recipe(NEWER, "start")).toMatchObject({ code: 0, complaint: "" });
    expect(statesOf(await platform.billToEnd(id))).toEqual(["running"]);
  },
  10 * PATIENCE_MS,
);
