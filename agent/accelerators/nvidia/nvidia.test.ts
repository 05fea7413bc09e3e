import { expect, test } from "vitest";
import { acceleratorReport } from "@/lib/core/contracts/agent";
import { each, fixture, parseAll, parseAs } from "../testing/fixtures";
import { toReport } from "../to-report";

test("XML of today: MIG devices, uncorrectable errors and failed remapping are told, and [N/A] in all its spellings is null", () => {
  const parsed = parseAll(["nvidia-xml", fixture("nvidia-v12.xml")]);
  const [first, second, third] = parsed.devices;
  expect(parsed.warnings).toEqual([]);
  expect(first).toMatchObject({
    vendor: "NVIDIA",
    model: "NVIDIA H100 80GB HBM3",
    index: 0,
    uuid: "GPU-0a000000-1111-4222-8333-444444444444",
    serial: "1650000000011",
    pciAddress: "00000000:1B:00.0",
    pciId: "10de:2330",
    memoryMib: 81_559,
    driverVersion: "570.12.34",
    firmwareVersion: "96.00.74.00.01",
    powerLimitW: 700,
    health: "healthy",
    healthReasons: [],
  });
  expect(first?.mig).toMatchObject({ enabled: true, pending: true });
  expect(first?.mig?.devices.map(({ index, gpuInstanceId, memoryMib }) => [index, gpuInstanceId, memoryMib])).toEqual([
    [0, 1, 40_448],
    [1, 2, 20_096],
  ]);
  expect(second).toMatchObject({ index: 1, health: "degraded", mig: { enabled: false, pending: true, devices: [] } });
  expect(second?.healthReasons).toHaveLength(2);
  expect(third).toMatchObject({ serial: null, pciId: null, powerLimitW: null, mig: null, health: "failed" });
  expect(third?.healthReasons).toContain("nvidia-smi gets no answer for fan_speed.");
});

test("XML of 2019: its power limit, double-bit errors and pending retirement are found, and a lost GPU has failed", () => {
  const { devices } = parseAll(["nvidia-xml", fixture("nvidia-v10.xml")]);
  expect(devices[0]).toMatchObject({ memoryMib: 16_280, powerLimitW: 250, health: "degraded", pciId: "10de:15f8" });
  expect(devices[0]?.healthReasons).toHaveLength(2);
  expect(devices[1]).toMatchObject({
    uuid: null,
    model: null,
    serial: null,
    memoryMib: null,
    pciAddress: "00000000:86:00.0",
    health: "failed",
    healthReasons: ["The GPU is lost: reboot the host."],
  });
});

test("XML that is cut keeps what is whole: no value in halves, no health of a GPU that was not read to its end", () => {
  const text = fixture("nvidia-v12.xml");
  const cut = text.slice(0, text.indexOf("<total>81559", text.indexOf("43:00.0")) + "<total>815".length);
  const parsed = parseAll(["nvidia-xml", cut]);
  expect(each(parsed, "health")).toEqual(["healthy", null]);
  expect(parsed.devices[1]).toMatchObject({ serial: "1650000000012", index: 1, memoryMib: null });
  expect(parsed.warnings.join()).toContain("damaged");
});

test("a lost closing tag never lets another element's total pass for a GPU's memory", () => {
  const text = fixture("nvidia-v12.xml");
  expect(
    each(parseAll(["nvidia-xml", text.replace(/<\/fb_memory_usage>(\s*<bar1)/, "$1")]), "memoryMib")[0],
  ).toBeNull();
  const swapped = text.replace(/<total>81559 MiB[\s\S]*?<bar1_memory_usage>/, "");
  expect(each(parseAll(["nvidia-xml", swapped]), "memoryMib")[0]).toBeNull();
});

test("CSV is read by its heading; a GPU that failed is one device with the address of the complaint before its line", () => {
  const parsed = parseAll(["nvidia-csv", fixture("nvidia-query.csv")]);
  expect(each(parsed, "index")).toEqual([0, 1, null, 3]);
  expect(each(parsed, "health")).toEqual(["healthy", "degraded", "failed", "degraded"]);
  expect(each(parsed, "memoryMib")).toEqual([183_359, 183_359, null, 183_359]);
  expect(each(parsed, "powerLimitW")).toEqual([1000, 1000, null, null]);
  expect(parsed.devices[2]).toMatchObject({ uuid: null, pciAddress: "0000:52:00.0" });
  const bare = parseAll(["nvidia-csv", fixture("nvidia-query-nounits.csv")]);
  expect(bare.devices).toEqual([
    expect.objectContaining({
      model: "Tesla V100-SXM2-32GB",
      memoryMib: 32_768,
      powerLimitW: 300,
      driverVersion: null,
    }),
  ]);
});

test("CSV of a loop says of each GPU what it said last", () => {
  const [heading = "", first = ""] = fixture("nvidia-query.csv").split("\n");
  const parsed = parseAll(["nvidia-csv", `${heading}\n${first}\n${first.replace(", 0, [N/A]", ", 9, [N/A]")}\n`]);
  expect(each(parsed, "health")).toEqual(["degraded"]);
});

test("CSV without a heading gives what its form alone tells, and says so", () => {
  const parsed = parseAll([
    "nvidia-csv",
    "0, NVIDIA L40S, GPU-60000000-1111-4222-8333-444444444444, 46068, 00000000:29:00.0, 0x26B910DE, 550.12.05\n",
  ]);
  expect(parsed.devices).toEqual([
    expect.objectContaining({ index: 0, model: "NVIDIA L40S", pciId: "10de:26b9", memoryMib: null, serial: null }),
  ]);
  expect(parsed.warnings.join()).toContain("no heading");
});

test("the matrix is read through colours and lost tabs, with the names of the network adapters", () => {
  const parsed = parseAll(["nvidia-topo", fixture("nvidia-topo.txt")]);
  expect(parsed.links).toEqual([
    { from: "GPU0", to: "GPU1", type: "NV18" },
    { from: "GPU0", to: "mlx5_0", type: "PXB" },
    { from: "GPU0", to: "mlx5_bond_0", type: "NODE" },
    { from: "GPU1", to: "mlx5_0", type: "SYS" },
    { from: "GPU1", to: "mlx5_bond_0", type: "SYS" },
    { from: "mlx5_0", to: "mlx5_bond_0", type: "NODE" },
  ]);
  expect(each(parsed, "numaNode")).toEqual([0, 1]);
  expect(each(parsed, "cpuAffinity")).toEqual(["0-47,96-143", "48-95,144-191"]);
});

test("Xids say how a GPU is, but for those that a program can cause; DCGM's blanks are no counts", () => {
  const dcgm = parseAll(["dcgm", fixture("dcgm.prom")]);
  expect(each(dcgm, "health")).toEqual(["failed", "healthy"]);
  expect(dcgm.devices[1]).toMatchObject({ memoryMib: 143_771, powerLimitW: 700, pciAddress: "00000000:43:00.0" });
  const log = parseAll(["kernel-log", fixture("kernel.log")]);
  expect(each(log, "health")).toEqual([null, "failed", "failed"]);
  expect(log.devices[0]).toMatchObject({ serial: "1650000000051", pciAddress: "0000:1b:00" });
});

test("files about one host are joined by UUID, address and index, and the worse health counts", () => {
  const dcgm = fixture("dcgm.prom").replaceAll("GPU-40000000", "GPU-0a000000");
  const log = fixture("kernel.log").replaceAll("GPU-50000000", "GPU-0a000000");
  const parsed = parseAll(
    ["nvidia-xml", fixture("nvidia-v12.xml")],
    [
      "dcgm",
      dcgm
        .split("\n")
        .filter((line) => !line.includes("GPU-41"))
        .join("\n"),
    ],
    ["nvidia-topo", fixture("nvidia-topo.txt")],
    ["kernel-log", log],
  );
  expect(each(parsed, "index")).toEqual([0, 1, 2, null]);
  expect(each(parsed, "health")).toEqual(["failed", "failed", "failed", "failed"]);
  expect(each(parsed, "numaNode")).toEqual([0, 1, null, null]);
  expect(parsed.warnings.join("\n")).toMatch(/disagree on the serial number, 1650000000011 and 1650000000051/);
  expect(parsed.warnings.join("\n")).toMatch(/disagree on the model, NVIDIA H100 80GB HBM3 and NVIDIA H200/);
});

test("an index that may be that of the GPU which did not answer is given to none", () => {
  const topo = fixture("nvidia-topo.txt").replaceAll("GPU1", "GPU2");
  const parsed = parseAll(["nvidia-csv", fixture("nvidia-query.csv")], ["nvidia-topo", topo]);
  expect(each(parsed, "index")).toEqual([0, 1, null, 3]);
  expect(parsed.warnings.join()).toContain("not certain");
});

test.each([
  ["NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. Make sure that …", /modprobe nvidia/],
  ["Failed to initialize NVML: Driver/library version mismatch\nNVML library version: 550.1", /reboot the host/],
  ["No devices were found", /finds no GPU/],
])("a driver that does not answer is explained: %s", (text, words) => {
  for (const kind of ["nvidia-xml", "nvidia-csv"]) {
    const parsed = parseAs(kind, `${text}\n`);
    expect(parsed?.devices).toEqual([]);
    expect(parsed?.warnings.join()).toMatch(words);
  }
});

test("reports fit the contract; a GPU without a UUID is not reported, and one in MIG mode cannot be leased whole", () => {
  const { devices } = parseAll(["nvidia-xml", fixture("nvidia-v12.xml")], ["nvidia-csv", fixture("nvidia-query.csv")]);
  const reports = devices.map((device) => toReport(device, "machine"));
  for (const report of reports) if (report) expect(acceleratorReport.parse(report)).toEqual(report);
  expect(reports[0]).toMatchObject({ health: "degraded", mig: { enabled: true } });
  expect(reports.filter((report) => report === null)).toHaveLength(1);
});
