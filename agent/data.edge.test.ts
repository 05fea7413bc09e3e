import { afterAll, beforeAll, expect, test } from "vitest";
import { HOST_ID } from "./testing/platform";
import { isReachable, PATIENCE_MS, Rig } from "./testing/rig";

let rig: Rig;

beforeAll(async () => {
  rig = await Rig.open("data");
}, 240_000);
afterAll(() => rig?.close(), 10 * PATIENCE_MS);

test(
  "a stop keeps what is in /workspace, a start finds it again with other accelerators, the end removes it",
  async () => {
    const volumes = async () => (await rig.engine.docker.listVolumes()).Volumes.map(({ Name }) => Name);
    rig.platform.want([rig.lease("lse_data")]);
    const first = await rig.waitFor("lse_data", ({ sshHostKey }) => sshHostKey !== undefined);
    expect(rig.ssh(first, "echo kept > /workspace/file; echo gone > /root/file; cat /workspace/file")).toBe("kept");
    rig.platform.want([rig.lease("lse_data", { state: "stopped" })]);
    await rig.waitFor("lse_data", ({ phase }) => phase === "exited");
    rig.platform.want([rig.lease("lse_data", { state: "retained", acceleratorUuids: [] })]);
    await rig.waitFor("lse_data", ({ phase }) => phase === "retained");
    expect(await rig.containers()).toEqual([]);
    // a killed agent's successor knows of it too
    await rig.agent.end("SIGKILL");
    await rig.start();
    await rig.waitFor("lse_data", ({ phase, containerId }) => phase === "retained" && containerId === null);

    const elsewhere = { acceleratorUuids: [rig.accelerators[6]?.uuid ?? ""] };
    rig.platform.want([rig.lease("lse_data", { incarnation: 2, ...elsewhere })]);
    const second = await rig.waitFor("lse_data", ({ sshHostKey }) => sshHostKey !== undefined);
    expect(second).toMatchObject({ incarnation: 2, phase: "reachable", sshHostKey: first.sshHostKey });
    expect(second.containerId).not.toBe(first.containerId);
    expect(rig.ssh(second, "cat /workspace/file; ls /root/file 2>/dev/null; ls /dev/nvidia[0-9]*")).toBe(
      "kept\n/dev/nvidia6",
    );
    expect(await volumes()).toEqual(["openhall-lse_data"]);
    rig.platform.want([]);
    await rig.until(async () => (await volumes()).length === 0);
    expect(await rig.containers()).toEqual([]);
  },
  10 * PATIENCE_MS,
);

test(
  "a start again replaces a container that still runs, and data that is gone is told as lost, not made anew",
  async () => {
    rig.platform.want([rig.lease("lse_late")]);
    const first = await rig.waitFor("lse_late", isReachable);
    rig.ssh(first, "echo kept > /workspace/file");
    rig.platform.want([rig.lease("lse_late", { incarnation: 2 })]);
    const second = await rig.waitFor("lse_late", (one) => one.incarnation === 2 && isReachable(one));
    expect(rig.ssh(second, "cat /workspace/file")).toBe("kept");
    rig.platform.want([rig.lease("lse_late", { incarnation: 2, state: "retained" })]);
    await rig.waitFor("lse_late", ({ phase }) => phase === "retained");
    await rig.engine.docker.getVolume("openhall-lse_late").remove();
    await rig.waitFor("lse_late", ({ phase }) => phase === "lost");
    rig.platform.want([rig.lease("lse_late", { incarnation: 3 })]);
    const failed = await rig.waitFor("lse_late", ({ phase }) => phase === "failed");
    expect(failed).toMatchObject({ incarnation: 3, reason: "The instance's data is not on this host any more." });
    rig.platform.want([]);
  },
  10 * PATIENCE_MS,
);

test("data of this host that the platform does not know is removed, another host's is left alone", async () => {
  const create = (name: string, host: string) =>
    rig.engine.docker.createVolume({ Name: name, Labels: { "openhall.host": host, "openhall.lease": name } });
  await create("foreign", "hst_other");
  const names = async () => (await rig.engine.docker.listVolumes()).Volumes.map(({ Name }) => Name);
  await rig.engine.docker.createVolume({
    Name: "openhall-orphan-2",
    Labels: { "openhall.host": HOST_ID, "openhall.lease": "orphan-2" },
  });
  await rig.until(async () => !(await names()).some((name) => name === "openhall-orphan-2"));
  expect(await names()).toContain("foreign");
  await rig.engine.docker.getVolume("foreign").remove();
});
