import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { each, parseAll, parseAs, REAL_DIR, realOutput } from "./testing/fixtures";

/** Outputs of real machines, which lie beside the repository where they may; without them these are skipped by name. */
const isHere = existsSync(REAL_DIR);
const real = (name: string, run: () => void) =>
  test.skipIf(!isHere)(isHere ? name : `${name} (skipped: shared/data/smi is not here)`, run);

real(
  "an A100 in MIG mode: four devices of 19,968 MiB; one GPU of four is shown, so that its number is not certain",
  () => {
    const parsed = parseAll(["nvidia-xml", realOutput("nvidia", "a100-sxm4-v12")]);
    expect(parsed.devices).toEqual([
      expect.objectContaining({
        model: "NVIDIA A100-SXM4-80GB",
        index: null,
        uuid: "GPU-513536b6-7d19-9063-b049-1e69664bb298",
        serial: "1650522003820",
        pciAddress: "00000000:01:00.0",
        pciId: "10de:20b2",
        memoryMib: 81_920,
        driverVersion: "535.54.03",
        firmwareVersion: "92.00.36.00.02",
        health: "healthy",
        powerLimitW: 500,
      }),
    ]);
    expect(parsed.devices[0]?.mig?.devices.map(({ memoryMib }) => memoryMib)).toEqual(Array(4).fill(19_968));
    expect(parsed.warnings).toEqual(["The output tells of 4 GPUs and shows 1."]);
  },
);

real("XML of five other GPUs, from DTD 10 to 13", () => {
  const read = (piece: string) => parseAll(["nvidia-xml", realOutput("nvidia", piece)]).devices;
  expect(read("a10g")).toMatchObject([{ model: "NVIDIA A10G", memoryMib: 23_028, powerLimitW: 300, pciId: null }]);
  expect(read("gtx-1070")).toMatchObject([
    { model: "GeForce GTX 1070 Ti", serial: null, powerLimitW: null, mig: null },
  ]);
  expect(read("quadro-p400")).toMatchObject([{ serial: "0424418054852", memoryMib: 1_998, driverVersion: "418.43" }]);
  expect(read("rtx-3080")).toMatchObject([{ memoryMib: 10_240, powerLimitW: 320, driverVersion: "595.58.03" }]);
  expect(read("tesla-t4")).toMatchObject([{ model: "Tesla T4", index: 0, memoryMib: 15_360, pciId: "10de:1eb8" }]);
});

real("eight RTX 4090 and a cut H100 in nvidia-smi's text", () => {
  const eight = parseAll(["nvidia-xml", realOutput("nvidia", "535.154.05")]);
  expect(each(eight, "index")).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(new Set(each(eight, "uuid")).size).toBe(8);
  expect(new Set(each(eight, "memoryMib"))).toEqual(new Set([24_564]));
  expect(eight.warnings).toEqual([]);
  const cut = parseAll(["nvidia-xml", realOutput("nvidia", "535.183.01")]);
  expect(cut.devices).toMatchObject([
    { model: "NVIDIA H100 80GB HBM3", serial: "1655022005478", memoryMib: null, health: null, mig: { enabled: false } },
  ]);
  expect(cut.warnings).toHaveLength(2);
});

real("whole captures give their query, CSV and matrix to whichever kind asks", () => {
  const h200 = realOutput("nvidia", "h200-mig");
  const [device] = parseAll(["nvidia-xml", h200]).devices;
  expect(device).toMatchObject({ model: "NVIDIA H200", memoryMib: 143_771, powerLimitW: 700, numaNode: 0 });
  expect(device?.mig?.devices.map(({ profile, memoryMib }) => [profile, memoryMib])).toEqual([
    ["1c.3g.71gb", 71_424],
    ["2c.3g.71gb", 71_424],
    ["2g.35gb", 33_280],
    ["1g.18gb", 16_384],
    ["1g.18gb", 16_384],
  ]);
  expect(parseAll(["nvidia-csv", h200]).devices).toMatchObject([
    { index: 0, memoryMib: 143_771, mig: { enabled: true } },
  ]);
  expect(parseAll(["nvidia-topo", h200]).devices).toMatchObject([{ index: 0, cpuAffinity: "0-23" }]);
  for (const [piece, memoryMib] of [
    ["h100-80gb", 81_559],
    ["l40s", 46_068],
  ] as const) {
    const joined = parseAll(["nvidia-xml", realOutput("nvidia", piece)], ["nvidia-csv", realOutput("nvidia", piece)]);
    expect(joined.devices).toMatchObject([{ memoryMib, health: "healthy" }]);
    expect(joined.warnings).toEqual([]);
  }
});

real("a failed GPU among CSV lines, a matrix of eight H20, an Xid in a kernel's log", () => {
  const csv = parseAll(["nvidia-csv", realOutput("nvidia", "query-gpu-csv")]);
  expect(each(csv, "index")).toEqual([0, null, 2]);
  expect(each(csv, "health")).toEqual(["healthy", "failed", "healthy"]);
  expect(csv.devices[1]?.pciAddress).toBe("0000:02:00.0");
  const topo = parseAll(["nvidia-topo", realOutput("nvidia", "topo-m__h20")]);
  expect(topo.links.filter(({ type }) => type === "NV18")).toHaveLength(28);
  expect(topo.links).toHaveLength(45);
  expect(each(topo, "numaNode")).toEqual([0, 0, 0, 0, 1, 1, 1, 1]);
  expect(parseAll(["kernel-log", realOutput("nvidia", "dmesg")]).devices).toMatchObject([
    { uuid: "GPU-509665ad-b600-ac93-3616-d754b23d636d", serial: "1650124014249", health: "failed" },
  ]);
});

real("each known line of complaint is explained, or is none of nvidia-smi's", () => {
  const rows = realOutput("nvidia", "real-error-lines").split("\n").slice(1).filter(Boolean);
  const lines = rows.map((row) => row.split("\t")[1]?.replaceAll("\\n", "\n") ?? "");
  for (const line of lines.filter((text) => text.includes("device handle"))) {
    expect(parseAs("nvidia-xml", `${line}\n`)?.devices).toMatchObject([{ health: "failed" }]);
  }
  for (const line of lines.filter((text) => text.includes("fallen off"))) {
    expect(parseAs("kernel-log", `${line}\n`)?.devices).toMatchObject([{ health: "failed" }]);
  }
});

real("figures of an A100, a T4, an RTX 3080 and a 310P3 are what their outputs say", () => {
  const figuresOf = (kind: string, ...path: [string, string]) =>
    parseAll([kind, realOutput(...path)]).devices[0]?.figures;
  expect(figuresOf("nvidia-xml", "nvidia", "a100-sxm4")).toMatchObject({ powerMilliwatts: 67_030, pcieReplays: 0 });
  expect(figuresOf("nvidia-xml", "nvidia", "tesla-t4")).toMatchObject({
    temperatureC: 40,
    eccCorrected: 0,
    eccUncorrected: 0,
  });
  expect(figuresOf("nvidia-xml", "nvidia", "rtx-3080")).toMatchObject({
    powerMilliwatts: 142_330,
    eccUncorrected: null,
  });
  expect(figuresOf("npu-info", "ascend", "310P3")).toMatchObject({
    temperatureC: 37,
    memoryUsedMib: 1_848,
    powerMilliwatts: null,
  });
});

real("Ascend 910A, 910B1, 910B4 and 310P3", () => {
  const table = realOutput("ascend", "24.1.RC2.txt");
  const a = parseAll(["npu-info", table], ["npu-mapping", realOutput("ascend", "mapping")]);
  expect(new Set(each(a, "model"))).toEqual(new Set(["Ascend 910A"]));
  expect(each(a, "health").map((health) => health === "degraded")).toEqual(
    [3, 7].reduce((all, at) => all.with(at, true), Array(8).fill(false)),
  );
  expect(new Set(each(a, "memoryMib"))).toEqual(new Set([32_768]));
  const b4 = parseAll(["npu-info", realOutput("ascend", "910B4")]);
  expect(b4.devices).toHaveLength(8);
  expect(b4.devices[4]).toMatchObject({ model: "910B4", pciAddress: "0000:81:00.0", driverVersion: "24.1.rc3" });
  const p = parseAll(["npu-info", realOutput("ascend", "310P3")]);
  expect(p.devices.map(({ index, card, memoryMib }) => [index, card, memoryMib])).toEqual([
    [0, 4, 21_525],
    [1, 5, 21_525],
  ]);
  expect(parseAll(["npu-topo", realOutput("ascend", "t-topo")]).links).toHaveLength(28);
  expect(parseAll(["npu-board", realOutput("ascend", "t-common")]).devices).toMatchObject([{ card: 1, model: null }]);
});

real("MI100, RX 7900 XT and RX 6700 XT of rocm-smi, MI355X of amd-smi in both its forms", () => {
  const mi100 = parseAll(["rocm-smi-json", realOutput("amd", "mi100")]);
  expect(mi100.devices).toHaveLength(6);
  expect(mi100.devices[5]).toMatchObject({
    model: "Arcturus GL-XL [Instinct MI100]",
    index: 5,
    uuid: null,
    serial: null,
    pciAddress: "0000:49:00.0",
    pciId: "1002:738c",
    memoryMib: 32_752,
    driverVersion: "6.2.4",
    powerLimitW: 290,
  });
  expect(parseAll(["rocm-smi-json", realOutput("amd", "rx7900xt")]).devices).toMatchObject([
    { model: "Radeon RX 7900 XT", memoryMib: 20_464, pciId: "1002:744c", driverVersion: null, health: null },
  ]);
  expect(parseAll(["rocm-smi-json", realOutput("amd", "rx6700xt")]).devices).toMatchObject([{ memoryMib: 12_272 }]);
  const both = parseAll(["amd-smi-json", realOutput("amd", "MI355X")]);
  expect(each(both, "memoryMib")).toEqual([294_896, 294_896]);
  expect(each(both, "powerLimitW")).toEqual([1400, 1400]);
  expect(each(both, "uuid")).toEqual(["75ff75a3-0000-1000-80e3-fd74aab3f72c", "11111111-0000-1000-8000-000000000001"]);
});

real("DCGM's text: a GPU without errors, and one in MIG mode by its labels", () => {
  expect(parseAll(["dcgm", realOutput("dcgm", "a100")]).devices).toMatchObject([
    { index: 0, uuid: "GPU-34319582-d595-d1c7-d1d2-179bcfa61660", model: null, memoryMib: null, health: "healthy" },
  ]);
  const [mig] = parseAll(["dcgm", realOutput("dcgm", "a800")]).devices;
  expect(mig).toMatchObject({ model: "NVIDIA A800-SXM4-80GB", driverVersion: "535.129.03", health: "healthy" });
  expect(mig?.mig?.devices.map(({ profile, gpuInstanceId }) => [profile, gpuInstanceId])).toEqual([
    ["2g.20gb", 3],
    ["2g.20gb", 5],
    ["2g.20gb", 6],
  ]);
});
