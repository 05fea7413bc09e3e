import type { IncomingHttpHeaders } from "node:http";
import { isIP } from "node:net";
import { ACCEPT_HEADER, SIGNATURE_HEADERS } from "@/lib/core/contracts/agent";
import { PROCESS_HEADERS } from "@/lib/core/contracts/agent-process";
import { CLIENT_HEADER } from "@/lib/web/client";

/** What an agent says of its request: under its signature, or of no weight. */
const ofAgents = new Set<string>([
  ...Object.values(SIGNATURE_HEADERS),
  ACCEPT_HEADER,
  ...Object.values(PROCESS_HEADERS),
]);
const forwarded = /^(forwarded|x-forwarded-.+|x-real-ip)$/;
/** Next takes the nonce of its scripts from the request's policy, which proxy.ts alone writes. */
const written = new Set(["content-security-policy", "content-security-policy-report-only"]);

/**
 * Who is on the other end. Each proxy appends whom it heard to X-Forwarded-For, so of as many as are trusted the last is believed, and
 * whatever the client wrote before it is not. Without one, or where the header does not go that far, it is the socket's peer.
 */
export function clientAddress(
  peer: string | undefined,
  forwardedFor: string | undefined,
  trustedProxies: number,
): string | null {
  const hops = forwardedFor?.split(",").map((hop) => plainAddress(hop.trim())) ?? [];
  const told = trustedProxies > 0 ? hops.at(-trustedProxies) : undefined;
  return told ?? plainAddress(peer ?? "");
}

/** An IPv4 address in IPv6 clothes is the IPv4 address; a port, brackets and a zone go. */
function plainAddress(text: string): string | null {
  const bare = text
    .replace(/^\[(.+)\](:\d+)?$/, "$1")
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, "$1")
    .replace(/%.*$/, "")
    .replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, "");
  return isIP(bare) ? bare.toLowerCase() : null;
}

/** Takes away what only we, or a proxy that we trust, may say of a request, and writes the client's address. */
export function rewriteHeaders(headers: IncomingHttpHeaders, address: string | null, trustedProxies: number): void {
  for (const name of Object.keys(headers)) {
    const ours = name.startsWith("x-openhall-") && !ofAgents.has(name);
    if (ours || written.has(name) || (trustedProxies === 0 && forwarded.test(name))) delete headers[name];
  }
  if (address) headers[CLIENT_HEADER] = address;
}
