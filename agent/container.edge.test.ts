import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { presentHostKey } from "@/lib/leases/ssh-host-key";
import packageJson from "../package.json" with { type: "json" };
import { statesOf } from "./testing/billing-platform";
import { buildImage, importBase } from "./testing/node-image";
import { OperatorHost } from "./testing/operator-host";
import { PATIENCE_MS } from "./testing/rig";

const BASE = { repo: "localhost/openhall-agent-base", tag: "test" };
const [OLDER, NEWER] = ["localhost/openhall-agent:1", "localhost/openhall-agent:2"];

let host: OperatorHost;

/** What an operator types. */
async function recipe(image: string, ...args: string[]) {
  const { socketPath, agentStateDir } = host.engine;
  const place = { DOCKER_HOST: `unix://${socketPath}`, OPENHALL_AGENT_STATE_DIR: agentStateDir };
  const env = { ...process.env, ...place, OPENHALL_AGENT_IMAGE: image };
  const child = spawn("sh", [join(host.dist, "container.sh"), ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
  const ended = once(child, "close") as Promise<[number | null]>;
  const [output, complaint, [code]] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, output, complaint };
}

async function buildAgent(image: string, version: string): Promise<void> {
  const context = join(host.stateDir, version);
  mkdirSync(context);
  execFileSync("cp", ["-r", join(host.dist, "Dockerfile"), join(host.dist, "profiles"), context]);
  const bundle = readFileSync(join(host.dist, "agent.mjs"), "utf8");
  const marked = bundle.replace(`version: "${packageJson.version}"`, `version: "${version}"`);
  writeFileSync(join(context, "agent.mjs"), marked);
  const base = `${BASE.repo}:${BASE.tag}`;
  await buildImage(host.engine.docker, context, ["Dockerfile", "agent.mjs", "profiles"], base, image);
}

beforeAll(async () => {
  host = await OperatorHost.open("container", { usernsRemap: true });
  await importBase(host.engine.docker, join(host.stateDir, "base"), BASE);
  await buildAgent(OLDER, packageJson.version);
  await buildAgent(NEWER, "999.0.0");
}, 240_000);
afterAll(() => host?.close(), 2 * PATIENCE_MS);

test(
  "an agent in a container, as its recipe starts it, enrols, boots a lease, and goes through restart, upgrade and stop without a gap in its bill",
  async () => {
    const { platform, engine } = host;
    const enrolled = await recipe(OLDER, ...host.enrolment);
    expect(enrolled).toMatchObject({ code: 0, complaint: "" });
    expect(enrolled.output).toMatch(/^Enrolled as hst_\S+ at .* with 8 SIMULATED accelerators\.\n$/);
    expect(await recipe(OLDER, "start")).toMatchObject({ code: 0, complaint: "" });
    const lease = await host.launch();
    const { id, containerId } = lease;
    expect(await host.facts()).toMatchObject({
      hostname: hostname(),
      os: /^PRETTY_NAME="(.*)"$/m.exec(readFileSync("/etc/os-release", "utf8"))?.[1],
      problems: [],
      isolation: { firewall: true, seccomp: true, userns: true },
      disk: { totalGib: expect.any(Number) },
    });

    await engine.docker.getContainer("openhall-agent").restart();
    await platform.proven(id, lease, 3_000);
    expect(await host.instances()).toEqual([[containerId, "running"]]);

    expect(await recipe(NEWER, "start")).toMatchObject({ code: 0, complaint: "" });
    await host.untilVersion("999.0.0");
    const upgraded = await platform.until(id, () => true);
    await platform.proven(id, upgraded, 1_000);
    expect(await host.instances()).toEqual([[containerId, "running"]]);

    expect(await recipe(NEWER, "stop")).toMatchObject({ code: 0, complaint: "" });
    expect((await engine.docker.getContainer("openhall-agent").inspect()).State.ExitCode).toBe(0);
    expect(await host.instances()).toEqual([[containerId, "running"]]);
    expect((await recipe(NEWER, "doctor")).output).not.toMatch(/^fail/m);

    expect(await recipe(NEWER, "start")).toMatchObject({ code: 0, complaint: "" });
    const known = await platform.until(id, ({ sshHostKey }) => sshHostKey !== null);
    const scan = ["-t", "ed25519", "-p", String(lease.sshPort), lease.sshAddress!];
    const scanned = execFileSync("ssh-keyscan", scan, { encoding: "utf8", stdio: "pipe" });
    expect(presentHostKey(known)?.knownHosts).toBe(scanned.trim());
    expect(statesOf(await platform.billToEnd(id))).toEqual(["running"]);
  },
  10 * PATIENCE_MS,
);
