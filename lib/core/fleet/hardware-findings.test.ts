import { expect, test } from "vitest";
import { identifyingSerial, isReplaced, isSameMachine } from "./hardware-findings";

test("what a tool prints where a board has no serial number identifies nothing", () => {
  for (const placeholder of [
    null,
    "",
    "  ",
    "0",
    "0000000000",
    "N/A",
    "[N/A]",
    "Unknown",
    "Not Supported",
    "To Be Filled By O.E.M.",
  ])
    expect(identifyingSerial(placeholder)).toBeNull();
  expect(identifyingSerial(" 1650122334455 ")).toBe("1650122334455");
});

test("another serial, PCI id or size of memory is another piece; silence about any of them is none", () => {
  const was = { serial: "16501223", pciId: "10de:2330", memoryMib: 81_559 };
  expect(isReplaced(was, was)).toBe(false);
  expect(isReplaced(was, { serial: null, pciId: null, memoryMib: null })).toBe(false);
  expect(isReplaced(was, { ...was, memoryMib: 76_000 })).toBe(false);
  expect(isReplaced(was, { ...was, serial: "16501224" })).toBe(true);
  expect(isReplaced(was, { ...was, pciId: "10de:2331" })).toBe(true);
  expect(isReplaced(was, { ...was, memoryMib: 40_960 })).toBe(true);
});

test("a machine may lose a tenth of its CPUs or memory and be the same, not more", () => {
  const was = { cpuCount: 192, memoryMib: 2_097_152 };
  expect(isSameMachine(was, { cpuCount: 190, memoryMib: 2_000_000 })).toBe(true);
  expect(isSameMachine(was, { ...was, cpuCount: 96 })).toBe(false);
  expect(isSameMachine(was, { ...was, memoryMib: 1_048_576 })).toBe(false);
});
