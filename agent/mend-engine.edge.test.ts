import { afterAll, beforeAll, expect, test } from "vitest";
import type { Finding } from "./doctor/finding";
import { cutRemoval } from "./testing/cut-removal";
import { runAgent } from "./testing/process";
import { PATIENCE_MS, Rig } from "./testing/rig";

const NAME = "openhall-of-an-older-agent";
const BRIDGE = "ohlolder";

let rig: Rig;

beforeAll(async () => {
  rig = await Rig.open("mend");
}, 240_000);
afterAll(() => rig?.close(), PATIENCE_MS);

const onHost = (command: string, ...flags: string[]) =>
  runAgent([command, "--state-dir", rig.engine.agentStateDir, ...flags]);

async function failedChecks(): Promise<Finding[]> {
  const { output } = await onHost("doctor", "--json");
  return (JSON.parse(output) as { findings: Finding[] }).findings.filter(({ status }) => status === "fail");
}

/** Its gateway is chosen by the engine. */
const makeNetwork = () =>
  rig.engine.docker.createNetwork({
    Name: NAME,
    IPAM: { Driver: "default", Config: [{ Subnet: "198.18.0.0/28" }] },
    Options: { "com.docker.network.bridge.name": BRIDGE },
  });

function removeNetwork(): void {
  const answer = rig.engine.docker.getNetwork(NAME).remove();
  // killed meanwhile, it gives none
  answer.catch(() => {});
}

test(
  "an engine that cannot start any more is explained, to the platform too, and mended without its instances noticing",
  async () => {
    rig.platform.want([rig.lease("lse_runs")]);
    const running = await rig.reachable("lse_runs");
    await makeNetwork();
    await cutRemoval(rig, BRIDGE, removeNetwork);
    await expect(rig.startEngine()).rejects.toThrow("did not start");

    expect(await failedChecks()).toMatchObject([
      { check: "engine", says: expect.stringContaining(NAME), todo: expect.stringContaining("mend-engine") },
    ]);
    await rig.until(() => rig.platform.reports.at(-1)?.facts.problems.join().includes(NAME) === true);

    const mended = await onHost("mend-engine");
    expect(mended).toMatchObject({ code: 0, output: expect.stringContaining(NAME) });
    expect(await onHost("mend-engine")).toMatchObject({ code: 0, output: expect.stringContaining("Nothing") });
    await rig.startEngine();
    expect(await onHost("mend-engine")).toMatchObject({ code: 1, output: expect.stringContaining("is left alone") });
    expect((await rig.engine.docker.listNetworks()).map(({ Name }) => Name)).not.toContain(NAME);
    expect(rig.ssh(running, "echo here")).toBe("here");
    expect(await failedChecks()).toEqual([]);
    rig.platform.want([rig.lease("lse_runs"), rig.leaseOn("lse_after", [2])]);
    await rig.reachable("lse_after");
    expect((await rig.reachable("lse_runs")).containerId).toBe(running.containerId);
  },
  10 * PATIENCE_MS,
);
