import { tmpdir } from "node:os";
import { expect, test } from "vitest";
import { describeDisk, diskFloorGib, readDisk } from "./disk";

test("a disk is told as almost full below 10 GiB, a small one below a twentieth, and below what the operator says", () => {
  expect(describeDisk({ freeGib: 10, totalGib: 1_000 })).toBeNull();
  expect(describeDisk({ freeGib: 9, totalGib: 1_000 })).toBe(
    "The disk of the container engine is almost full: 9 GiB of 1000 GiB are free.",
  );
  expect(describeDisk({ freeGib: 1, totalGib: 20 })).toBeNull();
  expect(describeDisk({ freeGib: 0, totalGib: 20 })).not.toBeNull();
  expect(diskFloorGib(1_000, "50")).toBe(50);
  expect(diskFloorGib(1_000, "much")).toBe(10);
});

test("what cannot be seen is left out, never guessed", async () => {
  expect(await readDisk("/no/such/place")).toBeUndefined();
  expect((await readDisk(tmpdir()))?.totalGib).toBeGreaterThan(0);
});
