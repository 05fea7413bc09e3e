import { expect, test } from "vitest";
import { bridgeName, chooseSubnet, gatewayOf, PoolExhaustedError } from "./lease-networks";

test("as many leases as a host can report get networks that do not overlap", () => {
  const taken: string[] = [];
  for (let lease = 0; lease < 600; lease++) taken.push(chooseSubnet(`lse_${lease}`, taken));
  expect(new Set(taken).size).toBe(600);
  expect(taken.every((subnet) => /^198\.1[89]\.\d+\.\d+\/28$/.test(subnet))).toBe(true);
});

test("a lease finds its network again, and another where that one is within somebody's", () => {
  const first = chooseSubnet("lse_1", []);
  expect(chooseSubnet("lse_1", ["172.17.0.0/16", "fd00::/64"])).toBe(first);
  const wide = first.replace(/\.\d+\/28$/, ".0/24");
  expect(chooseSubnet("lse_1", [wide]).startsWith(wide.replace("0/24", ""))).toBe(false);
});

test("a host without a network left says so", () => {
  const pool = { firstAddress: 0xc6_12_00_00, subnets: 2 };
  const taken = [chooseSubnet("a", [], pool)];
  taken.push(chooseSubnet("b", taken, pool));
  expect(() => chooseSubnet("c", taken, pool)).toThrow(PoolExhaustedError);
});

test("a bridge's name fits the kernel", () => {
  expect(bridgeName("lse_01jd2x8y6k3m4n5p6q7r8s9t0v")).toMatch(/^ohl[0-9a-f]{12}$/);
});

test("a network's gateway is its first address", () => {
  expect(gatewayOf("198.18.85.208/28")).toBe("198.18.85.209");
});
