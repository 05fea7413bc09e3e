import { expect, test } from "vitest";
import { parseAmdSmi } from "../accelerators/amd/amd-smi";
import { parseRocmSmi } from "../accelerators/amd/rocm-smi";
import { emptyDevice } from "../accelerators/device";
import { parseNpuInfo } from "../accelerators/huawei/info";
import { parseNvidiaTelemetry } from "./nvidia";
import { byIdentity } from "./vendors";

const FIRST = "GPU-509665ad-b600-ac93-3616-d754b23d636d";
const gpu = (busId: string, uuid: string, body: string) =>
  `<gpu id="${busId}"><uuid>${uuid}</uuid><pci><pci_bus_id>${busId}</pci_bus_id><replay_counter>12</replay_counter></pci>${body}</gpu>`;
const query = `Unable to determine the device handle for GPU0000:19:00.0: Unknown Error
<nvidia_smi_log><attached_gpus>2</attached_gpus>${gpu(
  "00000000:9B:00.0",
  FIRST,
  `<fb_memory_usage><total>81920 MiB</total><used>71203 MiB</used></fb_memory_usage>
  <utilization><gpu_util>97 %</gpu_util></utilization>
  <ecc_errors><volatile><sram_correctable>1</sram_correctable><dram_correctable>2</dram_correctable>
    <sram_uncorrectable>0</sram_uncorrectable><dram_uncorrectable>0</dram_uncorrectable></volatile>
    <aggregate><dram_uncorrectable>7</dram_uncorrectable></aggregate></ecc_errors>
  <temperature><gpu_temp>41 C</gpu_temp></temperature>
  <gpu_power_readings><power_draw>118.42 W</power_draw></gpu_power_readings>`,
)}${gpu(
  "00000000:CD:00.0",
  "GPU-11111111-2222-3333-4444-555555555555",
  "<temperature><gpu_temp>N/A</gpu_temp></temperature><utilization><gpu_util>[Not Supported]</gpu_util></utilization>",
)}</nvidia_smi_log>
`;

const kernelLog = `[    0.000000] Linux version 6.1.0-18-amd64
[12345.678901] NVRM: GPU at PCI:0000:9b:00: ${FIRST}
[12345.678902] NVRM: Xid (PCI:0000:9b:00): 31, pid=2024380, name=python, Ch 00000008
[12345.678903] NVRM: Xid (PCI:0000:9b:00): 119, pid=2024380, name=nvidia-smi, Timeout after 6s of waiting for RPC response`;

test("nvidia-smi's figures are read by UUID, what it does not say is null, and a lost GPU has none", () => {
  const figures = parseNvidiaTelemetry({ query, nvlink: null, kernelLog: null, upSeconds: 20_000 });
  expect([...figures]).toEqual([
    [
      FIRST,
      {
        temperatureC: 41,
        powerMilliwatts: 118_420,
        utilisationPercent: 97,
        memoryUsedMib: 71_203,
        eccCorrected: 3,
        eccUncorrected: 0,
        linkErrors: null,
        pcieReplays: 12,
        xid: null,
        xidAgeMs: null,
      },
    ],
    [
      "GPU-11111111-2222-3333-4444-555555555555",
      {
        temperatureC: null,
        powerMilliwatts: null,
        utilisationPercent: null,
        memoryUsedMib: null,
        eccCorrected: null,
        eccUncorrected: null,
        linkErrors: null,
        pcieReplays: 12,
        xid: null,
        xidAgeMs: null,
      },
    ],
  ]);
});

const xidsAfter = (...lines: string[]) => {
  const log = [kernelLog, ...lines.map((line) => `[12346.0] NVRM: Xid (PCI:0000:9b:00): ${line}`)].join("\n");
  return [...parseNvidiaTelemetry({ query, nvlink: null, kernelLog: log, upSeconds: 20_000 }).values()].map(
    ({ xid }) => xid,
  );
};

test("what follows a grave Xid does not hide it: an application that ended, or the action that the driver then asks for", () => {
  expect(
    xidsAfter("45, pid=1, Ch 1", "154, GPU recovery action changed from 0x0 (None) to 0x1 (GPU Reset Required)"),
  ).toEqual([119, 0]);
  expect(xidsAfter("79, GPU has fallen off the bus.", "43, pid=1")).toEqual([79, 0]);
});

test("when an Xid was logged is told, the last time of equals, and null where the log has no times", () => {
  const ageOf = (log: string) =>
    parseNvidiaTelemetry({ query, nvlink: null, kernelLog: log, upSeconds: 20_000 }).get(FIRST)?.xidAgeMs;
  expect(ageOf(kernelLog)).toBe(7_654_321);
  expect(ageOf(`${kernelLog}\n[19999.5] NVRM: Xid (PCI:0000:9b:00): 119, again`)).toBe(500);
  expect(ageOf(`${kernelLog}\n[19999.5] NVRM: Xid (PCI:0000:9b:00): 45, pid=1`)).toBe(7_654_321);
  expect(ageOf("NVRM: Xid (PCI:0000:9b:00): 79, GPU has fallen off the bus.")).toBeNull();
});

test("a recovery action is told where nothing graver is, and not where it is no more asked for", () => {
  const only = (words: string) => {
    const log = `[    0.000000] Linux\n[1.0] NVRM: Xid (PCI:0000:9b:00): 154, GPU recovery action changed from ${words}`;
    return parseNvidiaTelemetry({ query, nvlink: null, kernelLog: log, upSeconds: 20_000 }).get(FIRST)?.xid;
  };
  expect(only("0x0 (None) to 0x2 (Node Reboot Required)")).toBe(154);
  expect(only("0x1 (GPU Reset Required) to 0x0 (None)")).toBe(0);
});

test("the kernel's log names each GPU's Xid, and one that it does not name has none", () => {
  const figures = [...parseNvidiaTelemetry({ query, nvlink: null, kernelLog, upSeconds: 20_000 }).values()];
  expect(figures.map(({ xid }) => xid)).toEqual([119, 0]);
});

test("of a log that no longer begins with the boot, a GPU that it does not name is not said to have none", () => {
  const gone = kernelLog.split("\n").slice(1).join("\n");
  const figures = [...parseNvidiaTelemetry({ query, nvlink: null, kernelLog: gone, upSeconds: 20_000 }).values()];
  expect(figures.map(({ xid }) => xid)).toEqual([119, null]);
});

test("errors of a GPU's NVLinks are counted together", () => {
  const nvlink = `GPU 0: NVIDIA H100 80GB HBM3 (UUID: GPU-509665ad-b600-ac93-3616-d754b23d636d)
\t Link 0: Replay Errors: 2
\t Link 0: Recovery Errors: 0
\t Link 0: CRC Errors: 1
\t Link 1: Replay Errors: 4`;
  const figures = [...parseNvidiaTelemetry({ query, nvlink, kernelLog: null, upSeconds: 20_000 }).values()];
  expect(figures.map(({ linkErrors }) => linkErrors)).toEqual([7, null]);
});

const head = (
  columns: string,
) => `| NPU   Name                | Health        | Power(W)    Temp(C)           Hugepages-Usage(page)|
| Chip                      | Bus-Id        | ${columns}|
+===========================+===============+====================================================+`;

const npus = (text: string) => parseNpuInfo(text)?.devices.map(({ figures }) => figures) ?? [];

test("npu-smi's table gives power and temperature, and memory from the column that the chip has", () => {
  const hbm = `${head("AICore(%)   Memory-Usage(MB)  HBM-Usage(MB)        ")}
| 4     910B4               | OK            | 88.8        34                0    / 0             |
| 0                         | 0000:81:00.0  | 57          0    / 0          31859/ 32768         |
`;
  const ddr = `${head("AICore(%)    Memory-Usage(MB)                        ")}
| 4       310P3                 | OK              | NA           37                0     / 0             |
| 0       0                     | 0000:85:00.0    | 0            1848 / 21525                            |
`;
  expect(npus(hbm)).toMatchObject([
    { powerMilliwatts: 88_800, temperatureC: 34, utilisationPercent: 57, memoryUsedMib: 31_859, eccUncorrected: null },
  ]);
  expect(npus(ddr)).toMatchObject([
    { powerMilliwatts: null, temperatureC: 37, utilisationPercent: 0, memoryUsedMib: 1_848 },
  ]);
});

test("figures are given to the accelerator of their UUID, else index, else address, and to neither where two fit", () => {
  const figures = parseAmdSmi('{"gpu_data":[{"gpu":0,"temperature":{"hotspot":{"value":36,"unit":"C"}}}]}\n')!
    .devices[0]!.figures;
  const device = { ...emptyDevice("Huawei"), figures };
  const place = { uuid: "a", index: 3, pciAddress: "0000:83:00.0" };
  const temperature = (...devices: Partial<typeof device>[]) =>
    byIdentity(
      devices.map((change) => ({ ...device, ...change })),
      [place],
    ).get("a")?.temperatureC;
  expect(temperature({ index: 2 }, { index: 3 })).toBe(36);
  expect(temperature({ pciAddress: "0000:83:00.0" })).toBe(36);
  expect(temperature({ pciAddress: "0000:83:00.0" }, { pciAddress: "0000:83:00.0" })).toBeUndefined();
  expect(temperature({ uuid: "b", index: 3 })).toBeUndefined();
});

test.each([
  ["an object a figure", (value: number, unit: string) => ({ value, unit })],
  ["bare numbers", (value: number) => value],
  ["text", (value: number) => String(value)],
])("amd-smi's metrics are read with %s, and what is N/A is null", (_, as) => {
  const entry = {
    gpu: 0,
    usage: { gfx_activity: as(97, "%"), umc_activity: as(3, "%") },
    power: { socket_power: as(239, "W"), gfx_voltage: "N/A" },
    temperature: { edge: "N/A", hotspot: as(36, "C"), mem: as(31, "C") },
    pcie: { width: 16, replay_count: as(4, ""), nak_sent_count: "N/A" },
    ecc: { total_correctable_count: as(3, ""), total_uncorrectable_count: as(0, "") },
    mem_usage: { total_vram: as(294_896, "MB"), used_vram: as(283, "MB") },
  };
  const told = parseAmdSmi(`${JSON.stringify({ gpu_data: [entry, { gpu: 1, power: { socket_power: "N/A" } }] })}\n`);
  expect(told?.devices[0]?.figures).toEqual({
    temperatureC: 36,
    powerMilliwatts: 239_000,
    utilisationPercent: 97,
    memoryUsedMib: 283,
    eccCorrected: 3,
    eccUncorrected: 0,
    linkErrors: null,
    pcieReplays: 4,
    xid: null,
    xidAgeMs: null,
  });
  expect(told?.devices[1]?.figures).toBeNull();
});

test("rocm-smi's JSON gives the junction's temperature, else the edge's", () => {
  const card = {
    "Unique ID": "0x1f2e",
    "Temperature (Sensor edge) (C)": "31.0",
    "Temperature (Sensor junction) (C)": "34.0",
    "Average Graphics Package Power (W)": "39.0",
    "GPU use (%)": "5",
    "VRAM Total Used Memory (B)": "6782976",
    "PCIe Replay Count": "2",
  };
  const { "Temperature (Sensor junction) (C)": _junction, ...older } = card;
  const output = { card0: card, card1: { ...older, "Unique ID": "0x2" }, system: { "Driver version": "6.1" } };
  const figures = parseRocmSmi(`${JSON.stringify(output)}\n`)?.devices.map((device) => device.figures);
  expect(figures).toMatchObject([
    {
      temperatureC: 34,
      powerMilliwatts: 39_000,
      utilisationPercent: 5,
      memoryUsedMib: 6,
      linkErrors: null,
      pcieReplays: 2,
      xid: null,
      xidAgeMs: null,
    },
    { temperatureC: 31 },
  ]);
});
