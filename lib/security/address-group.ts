import ipaddr from "ipaddr.js";

/** Who is counted as one: an IPv4 address, or the /64 of an IPv6 address, within which anybody has as many as they like. */
export function addressGroup(address: string | null | undefined): string {
  if (!address) return "unknown";
  const parsed = ipaddr.parse(address);
  if (parsed.kind() === "ipv4") return parsed.toString();
  return `${parsed.toByteArray().slice(0, 8).join(".")}/64`;
}
