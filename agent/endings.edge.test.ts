import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PATIENCE_MS, Rig } from "./testing/rig";

let rig: Rig;

beforeAll(async () => {
  rig = await Rig.open("endings");
}, 240_000);
afterAll(() => rig?.close(), 10 * PATIENCE_MS);

test(
  "an instance that ended while the platform was away is told with its exit code, though agent and container are gone by then",
  async () => {
    rig.platform.want([rig.lease("lse_gone")]);
    await rig.waitFor("lse_gone", ({ phase }) => phase === "reachable");
    rig.platform.isDown = true;
    const container = rig.engine.docker.getContainer("openhall-lse_gone");
    await container.kill({ signal: "SIGKILL" });
    await rig.until(() => rig.agent.output().includes('"phase":"exited"'));
    await sleep(200);
    await rig.agent.end("SIGKILL");
    await container.remove();
    rig.platform.isDown = false;
    await rig.start();
    const told = await rig.waitFor("lse_gone", ({ phase }) => phase === "exited");
    expect(told).toMatchObject({ exitCode: 137, incarnation: 1 });
    expect(told.endedAgoMs).toBeGreaterThan(200);
    const later = await rig.waitFor("lse_gone", ({ phase }) => phase === "exited");
    expect(later.endedAgoMs).toBeGreaterThan(told.endedAgoMs ?? 0);
    expect(await rig.engine.docker.listContainers({ all: true })).toEqual([]);
  },
  3 * PATIENCE_MS,
);
