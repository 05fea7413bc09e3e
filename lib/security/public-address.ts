import { isIP } from "node:net";
import ipaddr, { type IPv6 } from "ipaddr.js";

const globalIpv6 = ipaddr.parseCIDR("2000::/3") as [IPv6, number];

/**
 * Whether an address is anybody's on the internet: global unicast, and nothing that leads elsewhere by translation (IPv4 in IPv6 clothes,
 * NAT64, 6to4, Teredo), for a router of ours might follow it inwards.
 */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.parse(text);
  if (address.range() !== "unicast") return false;
  return address.kind() === "ipv4" ? isIP(text) === 4 : (address as IPv6).match(globalIpv6);
}

/** Names that mean something else in every network. */
const ownNames =
  /(^|\.)(localhost|local|localdomain|internal|intranet|lan|home|corp|private|home\.arpa|onion|test|invalid)$/;

export interface UrlRules {
  allowHttp: boolean;
  ports: readonly number[];
  isAllowedAddress(address: string): boolean;
  isAllowedName(name: string): boolean;
}

export const publicUrlRules: UrlRules = {
  allowHttp: false,
  ports: [443, 8443],
  isAllowedAddress: isPublicAddress,
  isAllowedName: (name) => /^[^.]+(\.[^.]+)+$/.test(name) && !ownNames.test(name),
};

export type CheckedUrl = { url: URL; fault: null } | { url: null; fault: string };

const refused = (fault: string): CheckedUrl => ({ url: null, fault });

/**
 * An address that a customer gives us to call, as far as it can be told without asking for it: what a name leads to is looked at when it is
 * called (`fetchPublic`). The fault is fit to stand beside the input.
 */
export function checkPublicUrl(text: string, rules: UrlRules = publicUrlRules): CheckedUrl {
  // what one reader of addresses drops another keeps, so such an address means two things
  if (text.length > 2_000 || /[\s\\\p{C}]/u.test(text))
    return refused("Enter an address without spaces or backslashes.");
  const url = URL.parse(text);
  if (!url || !/^https?:\/\/[^/]/i.test(text)) return refused("Enter an address such as https://example.com/hook.");
  if (url.protocol !== "https:" && !rules.allowHttp) return refused("The address must begin with https://.");
  if (url.username || url.password || /^[^/]*\/\/[^/]*@/.test(text))
    return refused("Leave name and password out of the address.");
  const port = Number(url.port || (url.protocol === "https:" ? 443 : 80));
  if (!rules.ports.includes(port)) return refused(`Use port ${rules.ports.join(" or ")}.`);
  return isCallable(hostOf(url), rules) ? { url, fault: null } : refused("This address is not on the public internet.");
}

function isCallable(host: string, rules: UrlRules): boolean {
  return isIP(host) ? rules.isAllowedAddress(host) : rules.isAllowedName(host);
}

/** Without the brackets of IPv6 and the dot that ends a full name. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, "$1").replace(/\.$/, "");
}
