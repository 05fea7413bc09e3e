import { expect, test } from "vitest";
import { parseAmdTelemetry } from "./amd";
import { parseHuaweiTelemetry } from "./huawei";
import { parseNvidiaTelemetry } from "./nvidia";

const query = [
  "GPU-509665ad-b600-ac93-3616-d754b23d636d, 00000000:9B:00.0, 41, 118.42, 97, 71203, 3, 0",
  "GPU-11111111-2222-3333-4444-555555555555, 00000000:CD:00.0, [N/A], [Not Supported], [N/A], [N/A], [N/A], [N/A]",
  "Unable to determine the device handle for GPU0000:19:00.0: Unknown Error",
].join("\n");

const kernelLog = `[    0.000000] Linux version 6.1.0-18-amd64
[12345.678901] NVRM: GPU at PCI:0000:9b:00: GPU-509665ad-b600-ac93-3616-d754b23d636d
[12345.678902] NVRM: Xid (PCI:0000:9b:00): 31, pid=2024380, name=python, Ch 00000008
[12345.678903] NVRM: Xid (PCI:0000:9b:00): 119, pid=2024380, name=nvidia-smi, Timeout after 6s of waiting for RPC response`;

test("nvidia-smi's figures are read by UUID, what it does not say is null, and a lost GPU's line is no GPU", () => {
  const figures = parseNvidiaTelemetry({ query, nvlink: null, kernelLog: null });
  expect([...figures]).toEqual([
    [
      "GPU-509665ad-b600-ac93-3616-d754b23d636d",
      {
        temperatureC: 41,
        powerMilliwatts: 118_420,
        utilisationPercent: 97,
        memoryUsedMib: 71_203,
        eccCorrected: 3,
        eccUncorrected: 0,
        linkErrors: null,
        xid: null,
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
        xid: null,
      },
    ],
  ]);
});

test("the kernel's log names each GPU's last Xid, and one that it does not name has none", () => {
  const figures = [...parseNvidiaTelemetry({ query, nvlink: null, kernelLog }).values()];
  expect(figures.map(({ xid }) => xid)).toEqual([119, 0]);
});

test("of a log that no longer begins with the boot, a GPU that it does not name is not said to have none", () => {
  const gone = kernelLog.split("\n").slice(1).join("\n");
  const figures = [...parseNvidiaTelemetry({ query, nvlink: null, kernelLog: gone }).values()];
  expect(figures.map(({ xid }) => xid)).toEqual([119, null]);
});

test("errors of a GPU's NVLinks are counted together", () => {
  const nvlink = `GPU 0: NVIDIA H100 80GB HBM3 (UUID: GPU-509665ad-b600-ac93-3616-d754b23d636d)
\t Link 0: Replay Errors: 2
\t Link 0: Recovery Errors: 0
\t Link 0: CRC Errors: 1
\t Link 1: Replay Errors: 4`;
  const figures = [...parseNvidiaTelemetry({ query, nvlink, kernelLog: null }).values()];
  expect(figures.map(({ linkErrors }) => linkErrors)).toEqual([7, null]);
});

const head = (
  columns: string,
) => `| NPU   Name                | Health        | Power(W)    Temp(C)           Hugepages-Usage(page)|
| Chip                      | Bus-Id        | ${columns}|
+===========================+===============+====================================================+`;

test("npu-smi's table gives power and temperature, and memory from the column that the chip has", () => {
  const hbm = `${head("AICore(%)   Memory-Usage(MB)  HBM-Usage(MB)        ")}
| 4     910B4               | OK            | 88.8        34                0    / 0             |
| 0                         | 0000:81:00.0  | 57          0    / 0          31859/ 32768         |`;
  const ddr = `${head("AICore(%)    Memory-Usage(MB)                        ")}
| 4       310P3                 | OK              | NA           37                0     / 0             |
| 0       0                     | 0000:85:00.0    | 0            1848 / 21525                            |`;
  expect(parseHuaweiTelemetry(hbm).get("0000:81:00.0")).toMatchObject({
    powerMilliwatts: 88_800,
    temperatureC: 34,
    utilisationPercent: 57,
    memoryUsedMib: 31_859,
    eccUncorrected: null,
  });
  expect(parseHuaweiTelemetry(ddr).get("0000:85:00.0")).toMatchObject({
    powerMilliwatts: null,
    temperatureC: 37,
    utilisationPercent: 0,
    memoryUsedMib: 1_848,
  });
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
  const figures = parseAmdTelemetry(JSON.stringify(output));
  expect(figures.get("0x1f2e")).toMatchObject({
    temperatureC: 34,
    powerMilliwatts: 39_000,
    utilisationPercent: 5,
    memoryUsedMib: 6,
    linkErrors: 2,
    xid: null,
  });
  expect(figures.get("0x2")?.temperatureC).toBe(31);
  expect(figures.size).toBe(2);
});
