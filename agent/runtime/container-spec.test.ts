import { expect, test } from "vitest";
import { exampleAccelerator as accelerator, exampleInstance as instance } from "../testing/examples";
import { containerSpec, type SpecInput } from "./container-spec";

const confinement = { seccomp: true, userns: false };
const spec = (change: Partial<SpecInput> = {}) =>
  containerSpec({
    hostId: "hst_1",
    instance: instance(),
    accelerators: [],
    engine: {
      name: "docker",
      version: "20",
      cpuCount: 2,
      runtimes: new Set(["runc", "nvidia", "ascend"]),
      confinement,
    },
    hardLimits: { nofile: 20_000, nproc: 96_365 },
    advertisedAddress: "10.64.0.2",
    renderNode: ({ index }) => `/dev/dri/renderD${128 + index}`,
    ...change,
  });

const nvidia = [0, 1].map((index) => accelerator({ index, uuid: `GPU-${index}` }));

test("NVIDIA's runtime is asked for exactly the leased UUIDs", () => {
  const options = spec({ accelerators: nvidia, instance: instance({ acceleratorUuids: ["GPU-1"] }) });
  expect(options.HostConfig?.Runtime).toBe("nvidia");
  expect(options.Env).toContain("NVIDIA_VISIBLE_DEVICES=GPU-1");
  expect(options.Env).not.toContain("OPENHALL_SIMULATED=1");
});

test("Ascend's runtime is asked by index, AMD's devices are passed as nodes", () => {
  const ascend = [3, 5].map((index) => accelerator({ vendor: "Huawei", index, uuid: `NPU-${index}` }));
  const huawei = spec({ accelerators: ascend, instance: instance({ acceleratorUuids: ["NPU-3", "NPU-5"] }) });
  expect(huawei.HostConfig?.Runtime).toBe("ascend");
  expect(huawei.Env).toContain("ASCEND_VISIBLE_DEVICES=3,5");
  const amd = spec({
    accelerators: [accelerator({ vendor: "AMD", index: 2, uuid: "0xa" })],
    instance: instance({ acceleratorUuids: ["0xa"] }),
  });
  expect(amd.HostConfig?.Runtime).toBeUndefined();
  expect(amd.HostConfig?.Devices).toMatchObject([{ PathOnHost: "/dev/kfd" }, { PathOnHost: "/dev/dri/renderD130" }]);
});

test("simulated accelerators say so, and do without the runtime where the engine has none", () => {
  const accelerators = nvidia.map((one) => ({ ...one, simulated: true }));
  const engine = { name: "docker", version: "20", cpuCount: 2, runtimes: new Set(["runc"]), confinement };
  const wanted = instance({ acceleratorUuids: ["GPU-0"] });
  const options = spec({ accelerators, engine, instance: wanted });
  expect(options.Env).toContain("OPENHALL_SIMULATED=1");
  expect(options.HostConfig?.Devices).toEqual([
    { PathOnHost: "/dev/null", PathInContainer: "/dev/nvidia0", CgroupPermissions: "rwm" },
  ]);
  expect(() => spec({ accelerators: nvidia, engine, instance: wanted })).toThrow("no runtime named nvidia");
});

test("an accelerator that is not here, or has failed, is refused by name", () => {
  expect(() => spec({ instance: instance({ acceleratorUuids: ["GPU-9"] }) })).toThrow("GPU-9 is not in this host");
  const broken = [accelerator({ health: "failed" })];
  expect(() => spec({ accelerators: broken, instance: instance({ acceleratorUuids: ["GPU-0"] }) })).toThrow("failed");
});

test("limits are set in full, never above what the engine has", () => {
  const { HostConfig } = spec({ instance: instance({ cpuMillis: 64_000 }) });
  expect(HostConfig).toMatchObject({
    NanoCpus: 2_000_000_000,
    Memory: 256 * 2 ** 20,
    MemorySwap: 256 * 2 ** 20,
    PidsLimit: 128,
    CapDrop: ["ALL"],
    SecurityOpt: ["no-new-privileges"],
    NetworkMode: "openhall-lse_1",
    RestartPolicy: { Name: "no" },
    Ulimits: [
      { Name: "nofile", Soft: 20_000, Hard: 20_000 },
      { Name: "nproc", Soft: 32_768, Hard: 32_768 },
    ],
  });
});

test("SSH is published on a port of the engine's choice, within the machine where only it is advertised", () => {
  const bound = (advertisedAddress: string) => spec({ advertisedAddress }).HostConfig?.PortBindings?.["22/tcp"];
  expect(bound("10.64.0.2")).toEqual([{ HostIp: "0.0.0.0", HostPort: "" }]);
  expect(bound("127.0.0.1")).toEqual([{ HostIp: "127.0.0.1", HostPort: "" }]);
});

test("the lease's volume is at /workspace, under a name that each of its containers finds again", () => {
  const [first, again] = [1, 2].map((incarnation) => spec({ instance: instance({ incarnation }) }));
  expect(first?.HostConfig?.Mounts).toEqual([{ Type: "volume", Source: "openhall-lse_1", Target: "/workspace" }]);
  expect(again?.HostConfig?.Mounts).toEqual(first?.HostConfig?.Mounts);
  expect(again?.Labels).toMatchObject({ "openhall.lease": "lse_1", "openhall.incarnation": "2" });
});
