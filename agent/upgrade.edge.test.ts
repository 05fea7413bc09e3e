import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import packageJson from "../package.json" with { type: "json" };
import { isReachable, PATIENCE_MS, Rig } from "./testing/rig";

const repository = resolve(import.meta.dirname, "..");
const dist = mkdtempSync(join(tmpdir(), "openhall-dist-"));
const newer = join(dist, "newer.mjs");

let rig: Rig;

const node = (args: string[]) => execFileSync(process.execPath, args, { cwd: tmpdir(), encoding: "utf8" });
const isInstalled = (program: string) => existsSync(`/usr/bin/${program}`);

beforeAll(async () => {
  node([join(repository, "bin/agent-bundle.mjs"), dist]);
  // the next release, as far as anybody can tell from outside
  const text = readFileSync(join(dist, "agent.mjs"), "utf8");
  writeFileSync(newer, text.replace(`version: "${packageJson.version}"`, 'version: "999.0.0"'));
  rig = await Rig.open("upgrade");
}, 240_000);
afterAll(async () => {
  await rig?.close();
  rmSync(dist, { recursive: true, force: true });
}, PATIENCE_MS);

test("the agent is one file that runs away from its repository and its packages, and tells its version", () => {
  expect(readdirSync(dist).sort()).toEqual([
    "Dockerfile",
    "agent.mjs",
    "base.dockerfile",
    "container.sh",
    "newer.mjs",
    "openhall-agent.service",
    "profiles",
  ]);
  expect(node([join(dist, "agent.mjs"), "--version"]).trim()).toBe(packageJson.version);
  expect(node([newer, "--version"]).trim()).toBe("999.0.0");
  const stateDir = ["--state-dir", join(dist, "state")];
  const shown = node([join(dist, "agent.mjs"), "inventory", "--simulate", "h100-sxm-8", "--json", ...stateDir]);
  expect(JSON.stringify(JSON.parse(shown)).match(/"GPU-/g)).toHaveLength(8);
});

test(
  "an instance runs through an upgrade of the agent: same container, same start, and an uptime that leaves no gap",
  async () => {
    rig.platform.want([rig.lease("lse_on")]);
    const before = await rig.waitFor("lse_on", isReachable);
    const started = performance.now();
    expect((await rig.agent.end("SIGTERM")).code).toBe(0);
    const reported = rig.platform.reports.length;
    const child = spawn(process.execPath, [newer, "run", "--state-dir", rig.engine.agentStateDir], { stdio: "ignore" });
    try {
      await rig.until(() => rig.platform.reports.length > reported);
      const first = rig.platform.reports[reported];
      expect(first?.facts.agentVersion).toBe("999.0.0");
      const adopted = first?.instances.find(({ leaseId }) => leaseId === "lse_on");
      const { containerId, startedAt, sshPort } = before;
      expect(adopted).toMatchObject({ phase: "reachable", containerId, startedAt, sshPort });
      const grewMs = (adopted?.uptimeMs ?? 0) - (before.uptimeMs ?? 0);
      // the clocks of the two processes are compared through the engine's, which has milliseconds
      expect(grewMs).toBeGreaterThan(0);
      expect(grewMs).toBeLessThan(performance.now() - started + 2_000);
      expect(rig.platform.refusals.filter((refusal) => refusal.includes("replayed"))).toEqual([]);
      expect((await rig.containers()).map(({ Id }) => Id)).toEqual([containerId]);
    } finally {
      child.kill("SIGTERM");
      await once(child, "exit");
    }
    await rig.start();
    expect(rig.platform.reports.at(-1)?.facts.agentVersion).toBe(packageJson.version);
    expect(await rig.waitFor("lse_on", isReachable)).toMatchObject({ containerId: before.containerId });
  },
  10 * PATIENCE_MS,
);

test.runIf(isInstalled("systemd-analyze"))("the unit is one that systemd takes without a word", () => {
  const unit = join(dist, "openhall-agent.service");
  const text = readFileSync(unit, "utf8").replace("/usr/bin/node", process.execPath);
  writeFileSync(unit, text.replace("/opt/openhall/agent.mjs", join(dist, "agent.mjs")));
  expect(execFileSync("systemd-analyze", ["verify", unit], { encoding: "utf8", stdio: "pipe" })).toBe("");
});
