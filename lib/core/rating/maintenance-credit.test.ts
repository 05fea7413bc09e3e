import { expect, test } from "vitest";
import { maintenanceCredit } from "./maintenance-credit";

const lease = {
  retailMicrosPerHour: 5_120_001n,
  hours: 1,
  creditBps: 10_000,
  retailMicros: 90_000_000n,
  creditedMicros: 0n,
  wholesaleMicros: 60_000_000n,
  chargedBackMicros: 0n,
  chargeBackBps: 6_000,
};

test("a stop is worth the stated hours of the price, of which the operator bears its share, rounded down", () => {
  expect(maintenanceCredit(lease)).toEqual({ creditMicros: 5_120_001n, chargedBackMicros: 3_072_000n });
  expect(maintenanceCredit({ ...lease, hours: 3, creditBps: 5_000 }).creditMicros).toBe(7_680_001n);
});

test("no more comes back than the instance has cost, nor is charged back than it has earned", () => {
  const short = { ...lease, retailMicros: 4_000_000n, creditedMicros: 1_000_000n, wholesaleMicros: 500_000n };
  expect(maintenanceCredit(short)).toEqual({ creditMicros: 3_000_000n, chargedBackMicros: 500_000n });
  const spent = { ...lease, retailMicros: 1n, creditedMicros: 2n, chargedBackMicros: 70_000_000n };
  expect(maintenanceCredit(spent)).toEqual({ creditMicros: 0n, chargedBackMicros: 0n });
});
