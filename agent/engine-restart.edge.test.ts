import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { InstanceReport } from "@/lib/core/contracts/agent";
import { bridgeName } from "./runtime/lease-networks";
import { cutRemoval } from "./testing/cut-removal";
import { isReachable, PATIENCE_MS, Rig } from "./testing/rig";

let rig: Rig;

beforeAll(async () => {
  rig = await Rig.open("restart", { liveRestore: false });
}, 240_000);
afterAll(() => rig?.close(), PATIENCE_MS);

const report = (leaseId: string) =>
  rig.platform.reports.at(-1)?.instances.find((instance) => instance.leaseId === leaseId);
const engineIsSilent = () => rig.platform.reports.at(-1)?.facts.engine === null;

test(
  "an instance that dies while its engine is dead is told as ended without a time, so that nothing after its last proof is billed",
  async () => {
    rig.platform.want([rig.lease("lse_lost")]);
    const before = await rig.waitFor("lse_lost", isReachable);
    await rig.engine.powerOff();
    await rig.waitFor("lse_lost", ({ phase }) => phase === "unreachable");
    await rig.until(engineIsSilent);
    await rig.startEngine();
    const ended = await rig.waitFor("lse_lost", ({ phase }) => phase === "exited");
    const unproven = { uptimeMs: null, endedAgoMs: null, exitCode: 255 };
    expect(ended).toMatchObject({ containerId: before.containerId, startedAt: before.startedAt, ...unproven });
    expect(ended.reason).toContain("was down");
    expect(await rig.containers()).toHaveLength(1);
  },
  10 * PATIENCE_MS,
);

test(
  "without live-restore a killed engine's containers run until it is back, and are then told as ended as long as they ran",
  async () => {
    rig.platform.want([rig.lease("lse_plain")]);
    const before = await rig.waitFor("lse_plain", isReachable);
    await rig.engine.kill();
    await rig.until(engineIsSilent);
    expect(rig.ssh(before, "echo here")).toBe("here");
    await rig.startEngine();
    const ended = await rig.waitFor("lse_plain", ({ phase }) => phase === "exited");
    expect(ended.containerId).toBe(before.containerId);
    expect(ended.uptimeMs ?? 0).toBeGreaterThan(before.uptimeMs ?? 0);
    expect((await rig.containers()).map(({ State }) => State)).toEqual(["exited"]);
  },
  10 * PATIENCE_MS,
);

test(
  "what was asked for while the engine was dead is done once it is back, once each",
  async () => {
    await rig.engine.kill();
    await rig.until(engineIsSilent);
    rig.platform.want([rig.lease("lse_late")]);
    await rig.until(() => report("lse_late") !== undefined);
    await rig.startEngine();
    const instance: InstanceReport = await rig.waitFor("lse_late", isReachable);
    expect((await rig.containers()).map(({ Id }) => Id)).toEqual([instance.containerId]);
  },
  10 * PATIENCE_MS,
);

test(
  "an engine that is killed in the middle of removing an instance's network starts again, without the network",
  async () => {
    rig.platform.want([rig.lease("lse_cut")]);
    await rig.reachable("lse_cut");
    await cutRemoval(rig, bridgeName("lse_cut"), () => rig.platform.want([]));
    await rig.startEngine();
    expect(readFileSync(rig.paths.logFile, "utf8")).toContain("Removing stale network openhall-lse_cut");
    expect((await rig.engine.docker.listNetworks()).map(({ Name }) => Name)).not.toContain("openhall-lse_cut");
    rig.platform.want([rig.lease("lse_next")]);
    await rig.reachable("lse_next");
  },
  10 * PATIENCE_MS,
);
