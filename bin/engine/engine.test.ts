import { expect, test } from "vitest";
import { chooseSubnet } from "./network";
import { explainMissingEngine } from "./packages";
import { cloneKeyOf, enginePaths } from "./paths";

const machine = { platform: "linux" as const, isRoot: true, hasApt: true, hasDockerd: false, socketPath: "/s.sock" };

test("interface names fit the kernel and sockets fit sun_path, however deep the clone lies", () => {
  const stateDir = `/home/${"a".repeat(120)}/.openhall`;
  const paths = enginePaths({ stateDir, name: "host-a", cloneKey: cloneKeyOf(stateDir) });
  expect(paths.hostInterface.length).toBeLessThanOrEqual(15);
  expect(paths.peerInterface.length).toBeLessThanOrEqual(15);
  expect(Buffer.byteLength(paths.socketPath)).toBeLessThanOrEqual(107);
});

test("two clones and two hosts meet in no name", () => {
  const all = ["/a", "/b"].flatMap((clone) =>
    ["host-a", "host-b"].map((name) =>
      enginePaths({ stateDir: `${clone}/.openhall`, name, cloneKey: cloneKeyOf(clone) }),
    ),
  );
  for (const part of ["netns", "hostInterface", "cgroupParent", "execRoot"] as const) {
    expect(new Set(all.map((paths) => paths[part])).size).toBe(4);
  }
});

test("a host gets the same /30 again, and another one only where that is taken", () => {
  const first = chooseSubnet("seed", ["192.0.2.0/24"]);
  expect(chooseSubnet("seed", ["172.17.0.0/16"])).toEqual(first);
  expect(chooseSubnet("seed", [`${first.hostAddress}/32`])).not.toEqual(first);
  expect(() => chooseSubnet("seed", ["10.0.0.0/8"])).toThrow("No free /30");
});

test("whoever has no engine is told what to do on that machine", () => {
  expect(explainMissingEngine({ ...machine, platform: "darwin" })).toContain("Docker Desktop");
  expect(explainMissingEngine({ ...machine, isRoot: false })).toContain("sudo");
  expect(explainMissingEngine({ ...machine, hasApt: false })).toContain("docs.docker.com/engine/install");
  expect(explainMissingEngine({ ...machine, hasApt: false, hasDockerd: true })).toContain("systemctl start docker");
});
