import { expect, test } from "vitest";
import { selectDevices } from "./edit-bundle.mjs";

const devices = [0, 1, 2].map((index) => ({
  index,
  uuid: `GPU-${index}`,
  reportedName: "NVIDIA L40S",
  memoryMib: 46_068,
  pciAddress: "00000000:1B:00.0",
}));
const selected = (value: string, kind: string) => selectDevices(value, devices, kind).map(({ index }) => index);

test("NVIDIA's variable takes UUIDs, indices, all and none", () => {
  expect(selected("GPU-2,GPU-0", "nvidia")).toEqual([2, 0]);
  expect(selected("1", "nvidia")).toEqual([1]);
  expect(selected("all", "nvidia")).toEqual([0, 1, 2]);
  expect(selected("void", "nvidia")).toEqual([]);
});

test("an unknown device is refused in the words of the vendor's runtime", () => {
  expect(() => selected("GPU-9", "nvidia")).toThrow("device error: GPU-9: unknown device");
  expect(() => selected("7", "ascend")).toThrow("device 7 does not exist");
  expect(() => selected("GPU-1", "ascend")).toThrow("does not exist");
});
