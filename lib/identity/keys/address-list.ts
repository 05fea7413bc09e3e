import { BlockList, isIP } from "node:net";

const BITS = { 4: 32, 6: 128 } as const;

interface Range {
  address: string;
  family: 4 | 6;
  bits: number;
}

/** `203.0.113.7`, `203.0.113.0/24` or `2001:db8::/32`; null where it is no such thing, or is every address there is. */
function parseRange(text: string): Range | null {
  const [, address = "", given] = /^([0-9A-Fa-f:.]{2,45})(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const family = isIP(address);
  if (family !== 4 && family !== 6) return null;
  const bits = given === undefined ? BITS[family] : Number(given);
  return bits >= 1 && bits <= BITS[family] ? { address: address.toLowerCase(), family, bits } : null;
}

/** A range as it is kept, or null where the text is none. */
export function normaliseRange(text: string): string | null {
  const range = parseRange(text.trim());
  return range && (range.bits === BITS[range.family] ? range.address : `${range.address}/${range.bits}`);
}

/**
 * Whether an address lies in one of the ranges; an empty list admits every one. An IPv4 address that arrives mapped into IPv6
 * (`::ffff:203.0.113.7`) is the IPv4 address. One that is not known is in no range.
 */
export function isAdmitted(ranges: readonly string[], address: string | null): boolean {
  if (ranges.length === 0) return true;
  const plain = address?.replace(/^::ffff:(?=\d+\.)/i, "") ?? "";
  const family = isIP(plain);
  if (family === 0) return false;
  const list = new BlockList();
  for (const range of ranges.map(parseRange))
    if (range) list.addSubnet(range.address, range.bits, range.family === 4 ? "ipv4" : "ipv6");
  return list.check(plain, family === 4 ? "ipv4" : "ipv6");
}
