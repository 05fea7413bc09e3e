import { expect, test } from "vitest";
import type { AcceleratorReport } from "@/lib/core/contracts/agent";
import { findMisfit, type ModelFacts, matchModel } from "./match-model";

const model = (id: string, facts: Partial<ModelFacts>): ModelFacts => ({
  id,
  vendor: "NVIDIA",
  memoryGb: null,
  reportedMemoryMib: null,
  pciIds: [],
  reportedNames: [],
  ...facts,
});

const reported = (facts: Partial<AcceleratorReport>): AcceleratorReport => ({
  index: 0,
  uuid: "GPU-0",
  serial: null,
  vendor: "NVIDIA",
  reportedName: "NVIDIA A100-SXM4-80GB",
  memoryMib: 81_920,
  pciAddress: null,
  pciId: null,
  driverVersion: null,
  health: "healthy",
  healthReasons: [],
  simulated: false,
  ...facts,
});

const a100 = model("a100-80", { memoryGb: 80, pciIds: ["10de:20b2"], reportedNames: ["NVIDIA A100-SXM4-80GB"] });
const small = model("a100-40", { memoryGb: 40, pciIds: ["10de:20b0"], reportedNames: ["NVIDIA A100-SXM4-40GB"] });

test("the PCI id decides, whatever the name says", () => {
  expect(matchModel(reported({ pciId: "10de:20b2", reportedName: "Graphics Device" }), [a100, small])).toBe("a100-80");
});

test("without a PCI id the name decides, in any case of letters, of the same vendor only", () => {
  expect(matchModel(reported({ reportedName: "nvidia a100-sxm4-80gb" }), [a100, small])).toBe("a100-80");
  expect(matchModel(reported({ vendor: "AMD" }), [a100, small])).toBeNull();
  expect(matchModel(reported({ vendor: "other" }), [a100, small])).toBe("a100-80");
});

test("memory that does not fit makes it unknown, even under a known PCI id or name", () => {
  expect(matchModel(reported({ pciId: "10de:20b2", memoryMib: 9_984 }), [a100, small])).toBeNull();
  expect(matchModel(reported({ memoryMib: 40_960 }), [a100, small])).toBeNull();
  expect(matchModel(reported({ memoryMib: null }), [a100, small])).toBe("a100-80");
});

test("models that share a PCI id are told apart by memory, then by name", () => {
  const shared = { vendor: "Huawei", pciIds: ["19e5:d802"] };
  const b1 = model("910b1", { ...shared, memoryGb: 64, reportedNames: ["910B1"] });
  const b3 = model("910b3", { ...shared, memoryGb: 64, reportedNames: ["910B3"] });
  const b4 = model("910b4", { ...shared, memoryGb: 32, reportedNames: ["910B4"] });
  const npu = { vendor: "Huawei" as const, pciId: "19e5:d802" };
  expect(matchModel(reported({ ...npu, reportedName: "910B3", memoryMib: 65_536 }), [b1, b3, b4])).toBe("910b3");
  expect(matchModel(reported({ ...npu, reportedName: "910B4", memoryMib: 32_768 }), [b1, b3, b4])).toBe("910b4");
  expect(matchModel(reported({ ...npu, reportedName: "910B9", memoryMib: 65_536 }), [b1, b3, b4])).toBeNull();
});

test("a name is the same with and without its maker's name before it", () => {
  const a910 = model("910a", { vendor: "Huawei", memoryGb: 32, reportedNames: ["910A"] });
  const named = { vendor: "Huawei" as const, reportedName: "Ascend 910A", memoryMib: 32_768 };
  expect(matchModel(reported(named), [a910])).toBe("910a");
  expect(matchModel(reported({ reportedName: "A100-SXM4-80GB" }), [a100, small])).toBe("a100-80");
});

test("two models of one name are no answer", () => {
  expect(matchModel(reported({}), [a100, { ...a100, id: "other" }])).toBeNull();
});

test("a misfit is what names itself a model and has another memory, never what is unknown or fits one of the name", () => {
  const card = { pciId: "10de:20b2", memoryMib: 40_960 };
  expect(findMisfit(reported(card), [a100, small])).toEqual({ modelId: "a100-80", expectedMib: [81_920] });
  expect(findMisfit(reported({ memoryMib: 24_576 }), [a100])).toEqual({ modelId: "a100-80", expectedMib: [81_920] });
  expect(findMisfit(reported({ ...card, memoryMib: 81_559 }), [a100, small])).toBeNull();
  expect(findMisfit(reported({ ...card, memoryMib: null }), [a100])).toBeNull();
  expect(findMisfit(reported({ pciId: "dead:beef", reportedName: "New", memoryMib: 1 }), [a100])).toBeNull();
});
