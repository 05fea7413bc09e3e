import { expect, test } from "vitest";
import { confinementOf, type EngineInfo } from "../runtime/engine";
import { exampleAccelerator } from "../testing/examples";
import { judgeEngine } from "./check-engine";
import { checkAccelerators, checkAddress, judgePorts } from "./check-host";
import { clockFinding } from "./check-platform";

const NOW = Date.parse("2026-11-24T00:00:00.400Z");
const dateOf = (skewMs: number) => new Date(NOW + skewMs).toUTCString();

test.each([
  [0, "ok", "agrees"],
  [-30_000, "warn", "fast"],
  [30_000, "warn", "slow"],
  [-600_000, "fail", "fast"],
  [86_400_000, "fail", "slow"],
])("a platform whose clock is %s ms ahead makes this host's %s: %s", (skewMs, status, word) => {
  const finding = clockFinding(dateOf(skewMs), NOW - 20, NOW);
  expect(finding).toMatchObject({ status, says: expect.stringContaining(word) });
});

test("a platform that names no time leaves the clock unjudged", () => {
  expect(clockFinding(null, NOW, NOW).status).toBe("warn");
  expect(clockFinding("yesterday", NOW, NOW).status).toBe("warn");
});

const sound: EngineInfo = {
  name: "docker",
  version: "27.3.1",
  cpuCount: 2,
  runtimes: new Set(["runc"]),
  confinement: confinementOf(["name=seccomp,profile=builtin", "name=userns"]),
  keepsContainers: true,
  forwardsPackets: true,
  cgroups: "version 2, driver systemd",
};
const statuses = (info: Partial<EngineInfo>, accelerators = [exampleAccelerator()]) =>
  Object.fromEntries(judgeEngine({ ...sound, ...info }, accelerators).map(({ check, status }) => [check, status]));

test("each of an engine's settings that is not as it should be is found, and no other", () => {
  const simulated = [exampleAccelerator({ simulated: true })];
  expect(new Set(Object.values(statuses({}, simulated)))).toEqual(new Set(["ok"]));
  expect(statuses({}).runtime).toBe("fail");
  expect(statuses({ runtimes: new Set(["nvidia"]) }).runtime).toBe("ok");
  expect(statuses({}, [exampleAccelerator({ vendor: "Huawei" })]).runtime).toBe("fail");
  expect(statuses({ version: "19.03.15" }).engine).toBe("fail");
  expect(statuses({ keepsContainers: false })["live-restore"]).toBe("warn");
  expect(statuses({ confinement: confinementOf(["name=userns"]) }).seccomp).toBe("fail");
  expect(statuses({ confinement: confinementOf(["name=seccomp,profile=unconfined"]) }).seccomp).toBe("fail");
  expect(statuses({ confinement: confinementOf(["name=seccomp,profile=default"]) })["user namespaces"]).toBe("warn");
  expect(statuses({ forwardsPackets: false }).forwarding).toBe("fail");
});

test.each([
  ["127.0.0.1", false, "fail"],
  ["127.0.0.1", true, "ok"],
  ["0.0.0.0", true, "fail"],
  ["10.1.2.3", false, "warn"],
  ["fd00::1", false, "warn"],
  ["203.0.113.9", false, "warn"],
  ["198.51.100.7", false, "ok"],
  ["gpu-1.hall.example", false, "ok"],
])("the address %s (simulated: %s) is %s", (address, simulated, status) => {
  expect(checkAddress(address, simulated, ["198.51.100.7"]).status).toBe(status);
});

test("few ports are told, and a range that cannot be read is not taken for a wide one", () => {
  expect(judgePorts("32768\t60999\n").status).toBe("ok");
  expect(judgePorts("40000 40010").status).toBe("warn");
  expect(judgePorts("").status).toBe("warn");
});

test("a vendor's tool that fails, an accelerator that is unwell, and none at all are told apart", () => {
  const check = (detection: Parameters<typeof checkAccelerators>[0]) =>
    checkAccelerators(detection).map(({ status }) => status);
  expect(check({ accelerators: [], problems: [] })).toEqual(["warn"]);
  expect(check({ accelerators: [], problems: ["nvidia-smi failed: driver missing"] })).toEqual(["fail"]);
  const ill = exampleAccelerator({ health: "degraded", healthReasons: ["Xid 48"] });
  expect(check({ accelerators: [exampleAccelerator(), ill], problems: [] })).toEqual(["ok", "warn"]);
});
