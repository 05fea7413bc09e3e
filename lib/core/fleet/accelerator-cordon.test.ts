import { expect, test } from "vitest";
import { refuseAcceleratorAction } from "./accelerator-cordon";

const sold = { cordonedAt: null, health: "healthy", isRetired: false } as const;
const cordoned = { ...sold, cordonedAt: new Date("2026-12-01T10:00:00Z") };

test("an accelerator is cordoned once, and taken back where it has not failed", () => {
  expect(refuseAcceleratorAction("cordon", sold)).toBeNull();
  expect(refuseAcceleratorAction("cordon", cordoned)).toContain("already");
  expect(refuseAcceleratorAction("uncordon", sold)).toContain("not cordoned");
  expect(refuseAcceleratorAction("uncordon", cordoned)).toBeNull();
  expect(refuseAcceleratorAction("uncordon", { ...cordoned, health: "degraded" })).toBeNull();
  expect(refuseAcceleratorAction("uncordon", { ...cordoned, health: "failed" })).toContain("repaired");
  for (const action of ["cordon", "uncordon"] as const)
    expect(refuseAcceleratorAction(action, { ...cordoned, isRetired: true })).toContain("retired");
});
