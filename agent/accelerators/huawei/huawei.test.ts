import { expect, test } from "vitest";
import { acceleratorReport } from "@/lib/core/contracts/agent";
import { each, fixture, parseAll, parseAs } from "../testing/fixtures";
import { toReport } from "../to-report";

test("two chips a card are two devices, by the number of their device node, each with its own health", () => {
  const parsed = parseAll(["npu-info", fixture("npu-info-910c.txt")]);
  expect(parsed.warnings).toEqual([]);
  expect(parsed.devices.map(({ index, card, chip }) => [index, card, chip])).toEqual([
    [0, 0, 0],
    [1, 0, 1],
    [2, 1, 0],
    [3, 1, 1],
  ]);
  expect(each(parsed, "health")).toEqual(["healthy", "degraded", "failed", "healthy"]);
  expect(each(parsed, "pciAddress")).toEqual(["0000:9D:00.0", "0000:9F:00.0", "0000:A1:00.0", "0000:A3:00.0"]);
  expect(parsed.devices[0]).toMatchObject({ model: "Ascend910", memoryMib: 65_536, driverVersion: "25.0.rc1" });
});

test("a card's board gives each of its chips the serial number, the topology their links, and the whole fits the contract", () => {
  const parsed = parseAll(
    ["npu-info", fixture("npu-info-910c.txt")],
    ["npu-board", fixture("npu-board-910c.txt")],
    ["npu-mapping", fixture("npu-mapping-910c.txt")],
    ["npu-topo", fixture("npu-topo-910c.txt")],
  );
  expect(parsed.warnings).toEqual([]);
  expect(each(parsed, "serial")).toEqual(["102510000000", "102510000000", "102510000001", "102510000001"]);
  expect(each(parsed, "firmwareVersion")).toEqual(Array(4).fill("7.7.0.1.231"));
  expect(each(parsed, "pciId")).toEqual(Array(4).fill("19e5:d803"));
  expect(each(parsed, "cpuAffinity")).toEqual(["0-39", "0-39", "40-79", "40-79"]);
  expect(parsed.links.filter(({ type }) => type === "SIO")).toEqual([
    { from: "Phy-ID0", to: "Phy-ID1", type: "SIO" },
    { from: "Phy-ID2", to: "Phy-ID3", type: "SIO" },
  ]);
  const reports = parsed.devices.map((device) => acceleratorReport.parse(toReport(device, "machine")));
  expect(reports.map(({ uuid }) => uuid)).toEqual([
    "102510000000-0",
    "102510000000-0.1",
    "102510000001-1",
    "102510000001-1.1",
  ]);
});

test("one chip's board and common figures are of that chip; controllers are no accelerators", () => {
  const parsed = parseAll(["npu-board", fixture("npu-board-chip.txt")], ["npu-board", fixture("npu-common.txt")]);
  expect(parsed.devices).toEqual([
    expect.objectContaining({
      model: "910B3",
      card: 3,
      chip: 0,
      uuid: "901421D4-02103514-1711E613-6DA7040A-00102001",
      pciAddress: "0000:81:00.0",
      serial: null,
      health: null,
    }),
  ]);
  expect(parseAll(["npu-mapping", fixture("npu-mapping-910c.txt")]).devices).toHaveLength(4);
});

test("a table that ends in a chip's first line keeps the chips before it and says what is missing", () => {
  const text = fixture("npu-info-910c.txt");
  const cut = text.slice(0, text.indexOf("0000:A1:00.0") + 30);
  const parsed = parseAll(["npu-info", cut]);
  expect(each(parsed, "index")).toEqual([0, 1]);
  expect(parsed.warnings.join()).toContain("second line of NPU 1");
});

test("a driver that does not answer is explained", () => {
  const parsed = parseAs("npu-info", "dcmi module initialized failed. ret is -8005\n");
  expect(parsed?.warnings.join()).toContain("Ascend driver does not answer");
});
