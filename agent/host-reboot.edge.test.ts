import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { isReachable, PATIENCE_MS, Rig } from "./testing/rig";

let rig: Rig;

beforeAll(async () => {
  rig = await Rig.open("reboot");
}, 240_000);
afterAll(() => rig?.close(), PATIENCE_MS);

/** Power off and on: a new boot's id, the engine up, and the agent started by its unit. */
async function reboot(bootId: string) {
  await rig.engine.powerOff();
  await rig.agent.end("SIGKILL");
  writeFileSync(join(rig.engine.agentStateDir, "boot-id"), `${bootId}\n`);
  await rig.startEngine();
  await rig.start();
}

test(
  "after a reboot the agent says so and starts nothing by itself; its next container has the same data and accelerator",
  async () => {
    rig.platform.want([rig.lease("lse_boot")]);
    const before = await rig.waitFor("lse_boot", isReachable);
    expect(rig.ssh(before, "echo kept > /workspace/file; cat /workspace/file")).toBe("kept");
    const bootId = rig.platform.reports.at(-1)?.facts.bootId;
    await reboot("boot-2");
    const ended = await rig.waitFor("lse_boot", ({ phase }) => phase === "exited");
    expect(ended).toMatchObject({ containerId: before.containerId, uptimeMs: null, endedAgoMs: null });
    expect(rig.platform.reports.at(-1)?.facts.bootId).toBe("boot-2");
    expect(bootId).not.toBe("boot-2");
    // what the platform makes of it where the customer chose so
    rig.platform.want([rig.lease("lse_boot", { incarnation: 2 })]);
    const again = await rig.waitFor("lse_boot", (one) => one.incarnation === 2 && isReachable(one));
    expect(again.containerId).not.toBe(before.containerId);
    expect(rig.ssh(again, "cat /workspace/file; ls /dev/nvidia[0-9]*")).toBe("kept\n/dev/nvidia1");
    expect(await rig.containers()).toHaveLength(1);
  },
  10 * PATIENCE_MS,
);

test(
  "a lease that was given up meanwhile leaves neither container nor data on the host that comes back",
  async () => {
    rig.platform.want([rig.lease("lse_gone")]);
    await rig.waitFor("lse_gone", isReachable);
    rig.platform.want([]);
    await reboot("boot-3");
    await rig.until(async () => (await rig.containers()).length === 0);
    await rig.until(async () => ((await rig.engine.docker.listVolumes()).Volumes ?? []).length === 0);
    expect(rig.platform.reports.at(-1)?.instances).toEqual([]);
  },
  10 * PATIENCE_MS,
);
