import { expect, test } from "vitest";
import { isAdmitted, normaliseRange } from "./address-list";

test.each([
  ["203.0.113.7", "203.0.113.7"],
  [" 203.0.113.0/24 ", "203.0.113.0/24"],
  ["203.0.113.7/32", "203.0.113.7"],
  ["2001:DB8::/32", "2001:db8::/32"],
  ["::1/128", "::1"],
])("%s is kept as %s", (given, kept) => expect(normaliseRange(given)).toBe(kept));

test.each([
  "",
  "203.0.113",
  "203.0.113.7/33",
  "0.0.0.0/0",
  "::/0",
  "::1/129",
  "localhost",
  "1.2.3.4/",
  "1.2.3.4/-1",
  "fe80::1%eth0",
  "1.2.3.4 5.6.7.8",
])("%j is refused", (given) => expect(normaliseRange(given)).toBeNull());

test.each([
  [["203.0.113.0/24"], "203.0.113.200", true],
  [["203.0.113.77/24"], "203.0.113.200", true],
  [["203.0.113.0/24"], "203.0.114.1", false],
  [["203.0.113.0/24"], "::ffff:203.0.113.9", true],
  [["203.0.113.0/24"], "::ffff:203.0.114.9", false],
  [["203.0.113.0/24"], "::ffff:cb00:7109", true],
  [["::ffff:203.0.113.0/120"], "203.0.113.9", true],
  [["2001:db8::/32"], "2001:db8:1::5", true],
  [["2001:db8::/32"], "2001:db9::5", false],
  [["2001:db8::/32", "198.51.100.7"], "198.51.100.7", true],
  [["198.51.100.7"], "198.51.100.70", false],
  [["198.51.100.7"], null, false],
  [["198.51.100.7"], "unknown", false],
  [["not a range"], "198.51.100.7", false],
  [[], null, true],
  [[], "anything", true],
])("of %j, %s: %s", (ranges, address, admitted) => expect(isAdmitted(ranges, address)).toBe(admitted));
