import { expect, test } from "vitest";
import { acceleratorReport } from "@/lib/core/contracts/agent";
import { each, fixture, parseAll, parseAs } from "../testing/fixtures";
import { toReport } from "../to-report";

test("amd-smi's answers of ROCm 6 and 7 say the same, after whatever it warns of first", () => {
  const [six] = parseAll(["amd-smi-json", fixture("amd-static-rocm6.txt")]).devices;
  const [seven] = parseAll(["amd-smi-json", fixture("amd-static-rocm7.json")]).devices;
  expect(seven).toEqual(six);
  expect(six).toMatchObject({
    vendor: "AMD",
    model: "AMD Instinct MI300X",
    index: 0,
    uuid: null,
    serial: "692324001230",
    pciAddress: "0000:05:00.0",
    pciId: "1002:74a1",
    memoryMib: 196_592,
    driverVersion: "6.12.12",
    firmwareVersion: "022.040.003.042.000001",
    powerLimitW: 700,
    health: null,
  });
});

test("static, list and metric of one host are joined by address and number", () => {
  const parsed = parseAll(
    ["amd-smi-json", fixture("amd-static-rocm7.json")],
    ["amd-smi-json", fixture("amd-list.json")],
    ["amd-smi-json", fixture("amd-metric.json")],
  );
  expect(parsed.warnings).toEqual([]);
  expect(each(parsed, "uuid")).toEqual([
    "a0ff74a1-0000-1000-8000-000000000000",
    "a1ff74a1-0000-1000-8000-000000000001",
  ]);
  expect(each(parsed, "health")).toEqual(["healthy", "degraded"]);
  for (const device of parsed.devices) acceleratorReport.parse(toReport(device, "machine"));
});

test("rocm-smi's cards are read in either spelling of its keys, and its board's id is not taken for the chip's", () => {
  const parsed = parseAll(["rocm-smi-json", fixture("rocm-smi.json")]);
  expect(parsed.devices[0]).toMatchObject({ uuid: "0xf56b000000000001", memoryMib: 196_592, pciId: "1002:74a1" });
  expect(parsed.devices[1]).toMatchObject({ index: 1, uuid: null, serial: null, pciId: "1002:738c", memoryMib: null });
  expect(each(parsed, "driverVersion")).toEqual(["6.8.5", "6.8.5"]);
});

test("JSON that is cut keeps the GPUs and values before the cut", () => {
  const text = fixture("amd-static-rocm7.json");
  const parsed = parseAll(["amd-smi-json", text.slice(0, text.lastIndexOf("196592") + 3)]);
  expect(each(parsed, "memoryMib")).toEqual([196_592, null]);
  expect(each(parsed, "driverVersion")).toEqual(["6.12.12", "6.12.12"]);
  expect(parsed.warnings.join()).toContain("damaged");
});

test("other JSON is not the tools'", () => {
  for (const text of ["{}", '{"a": 1}', "[1, 2]", '[{"name": "gpu"}]', "null", "{{{", "[".repeat(9_999)]) {
    expect(parseAs("amd-smi-json", text)).toBeNull();
    expect(parseAs("rocm-smi-json", text)).toBeNull();
  }
});

test("keys in capitals, sizes without a unit and a driver that is one text are read as far as they say something", () => {
  const gpu = (driver: string) =>
    `[{"gpu": 0, "asic": {"market_name": "MI300X"}, "vram": {"size": {"value": 196592}}, "driver": ${driver}}]`;
  const version = (driver: string) => parseAll(["amd-smi-json", gpu(driver)]).devices[0]?.driverVersion;
  expect(version('{"NAME": "amdgpu", "VERSION": "6.12.12"}')).toBe("6.12.12");
  expect(version('{"version": "N/A", "driver_version": "6.8.5"}')).toBe("6.8.5");
  expect(version('"amdgpu 6.8.5"')).toBeNull();
  expect(each(parseAll(["amd-smi-json", gpu("{}")]), "memoryMib")).toEqual([196_592]);
});

test("a chip of another maker that rocm-smi serves is not taken for AMD's", () => {
  const card = {
    "Device ID": "0x6210",
    "Card Series": "DCU Z100",
    "Card Vendor": "Chengdu Haiguang IC Design Co., Ltd.",
    "vram Total Memory (MiB)": "65520",
  };
  expect(parseAll(["rocm-smi-json", JSON.stringify({ card0: card })]).devices).toEqual([
    expect.objectContaining({ vendor: "other", model: "DCU Z100", pciId: null, memoryMib: 65_520 }),
  ]);
});
