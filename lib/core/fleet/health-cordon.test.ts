import { expect, test } from "vitest";
import { cordonReason, FABRIC_WORDS, type HostHealth } from "./health-cordon";

const well: HostHealth = {
  accelerators: 8,
  failed: 0,
  newlyFailed: 0,
  fabricEnds: 0,
  newFabricEnds: 0,
  bootFailures: 0,
  fault: null,
};
const reasonOf = (change: Partial<HostHealth>) => cordonReason({ ...well, ...change });

test("failed accelerators concern their host from half of them on, and no more once a person knows of them all", () => {
  for (const failed of [0, 1, 2, 3]) expect(reasonOf({ failed, newlyFailed: failed })).toBeNull();
  for (const failed of [4, 8])
    expect(reasonOf({ failed, newlyFailed: 1 })).toBe(`${failed} of 8 accelerators have failed`);
  expect(reasonOf({ failed: 4, newlyFailed: 0 })).toBeNull();
  expect(reasonOf({ accelerators: 1, failed: 1, newlyFailed: 1 })).toBe("1 of 1 accelerator has failed");
  expect(reasonOf({ accelerators: 0 })).toBeNull();
});

test("a fault of the fabric that two ends name concerns the host, and one that a single end names does not", () => {
  expect(reasonOf({ fabricEnds: 1, newFabricEnds: 1 })).toBeNull();
  expect(reasonOf({ fabricEnds: 2, newFabricEnds: 1 })).toContain("NVLink");
  expect(reasonOf({ fabricEnds: 2, newFabricEnds: 0 })).toBeNull();
  const names = (reason: string) => new RegExp(FABRIC_WORDS, "i").test(reason);
  expect(
    ["The NVLink fabric says: Initialization.", "Xid 74: an NVLink error.", "NVSwitch 3 failed."].map(names),
  ).toEqual([true, true, true]);
  expect(names("Xid 79: the GPU has fallen off the bus.")).toBe(false);
});

test("starts that fail concern the host from the third on, and so does what it says that it lacks", () => {
  expect(reasonOf({ bootFailures: 2 })).toBeNull();
  expect(reasonOf({ bootFailures: 3, fault: "No container engine answers." })).toBe(
    "3 starts failed within an hour; No container engine answers",
  );
});
