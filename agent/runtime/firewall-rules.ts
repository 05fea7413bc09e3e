import { createHash } from "node:crypto";
import { BRIDGE_PREFIX } from "./lease-networks";

export interface Chain {
  name: string;
  /** The chain of the engine's or the kernel's that leads to it, from its first place. */
  from: string;
  rules: string[];
}

/** What is nobody's public address: the operator's own networks, the host's link, other instances, clouds' metadata. */
const NOT_PUBLIC = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "224.0.0.0/4",
  "240.0.0.0/4",
];

const FROM_INSTANCE = `-i ${BRIDGE_PREFIX}+`;
const ANSWERS = "-m conntrack --ctstate RELATED,ESTABLISHED";
/** At once, so that a program of a customer's learns it in a moment and not after a timeout. */
const REFUSE = "-j REJECT --reject-with icmp-admin-prohibited";

/** A chain that says which rules it was filled with is not filled again while they are all there. */
function chain(name: string, from: string, rules: string[]): Chain {
  const mark = createHash("sha256").update(rules.join("\n")).digest("hex").slice(0, 16);
  return { name, from, rules: [`-m comment --comment openhall-${mark}`, ...rules] };
}

/**
 * Instances answer whom they were asked by, and ask the internet and the host's resolvers. The host itself, its networks and their
 * neighbours are refused, also where a published port leads back to one: that is decided after the address was translated.
 */
export function ipv4Chains(resolvers: readonly string[]): Chain[] {
  const dns = (verdict: string) =>
    resolvers
      .filter((address) => /^(?!127\.)\d+(\.\d+){3}$/.test(address))
      .flatMap((address) =>
        ["udp", "tcp"].map((protocol) => `-d ${address}/32 ${FROM_INSTANCE} -p ${protocol} --dport 53 -j ${verdict}`),
      );
  return [
    chain("OPENHALL-FORWARD", "DOCKER-USER", [
      `${FROM_INSTANCE} ${ANSWERS} -j RETURN`,
      `${FROM_INSTANCE} -o ${BRIDGE_PREFIX}+ ${REFUSE}`,
      ...dns("RETURN"),
      ...NOT_PUBLIC.map((range) => `-d ${range} ${FROM_INSTANCE} ${REFUSE}`),
    ]),
    chain("OPENHALL-INPUT", "INPUT", [
      `${FROM_INSTANCE} ${ANSWERS} -j ACCEPT`,
      ...dns("ACCEPT"),
      `${FROM_INSTANCE} ${REFUSE}`,
    ]),
  ];
}

/** Instances have no IPv6 address; whoever takes one gets nowhere. */
export const ipv6Chains = (): Chain[] =>
  ["FORWARD", "INPUT"].map((from) => chain(`OPENHALL-${from}`, from, [`${FROM_INSTANCE} -j DROP`]));

const rulesOf = (saved: string, name: string) => saved.split("\n").filter((line) => line.startsWith(`-A ${name} `));

export const hasChain = (saved: string, name: string) => saved.split("\n").some((line) => line.startsWith(`:${name} `));

function isWhole(saved: string, { name, from, rules }: Chain): boolean {
  const present = rulesOf(saved, name);
  const jumps = rulesOf(saved, from).map((rule) => rule === `-A ${from} -j ${name}`);
  const isMarked = present[0]?.replaceAll('"', "").includes(rules[0] ?? "") === true;
  return isMarked && present.length === rules.length && jumps[0] === true && !jumps.includes(true, 1);
}

/** Input of `iptables-restore --noflush` that makes the saved table hold the chains, at one stroke; null where it does. */
export function restoreScript(saved: string, chains: readonly Chain[]): string | null {
  const missing = chains.filter((wanted) => !isWhole(saved, wanted));
  if (missing.length === 0) return null;
  const lines = missing.flatMap(({ name, from, rules }) => [
    ...rulesOf(saved, from)
      .filter((rule) => rule === `-A ${from} -j ${name}`)
      .map((rule) => rule.replace("-A ", "-D ")),
    ...rules.map((rule) => `-A ${name} ${rule}`),
    `-I ${from} 1 -j ${name}`,
  ]);
  return ["*filter", ...missing.map(({ name }) => `:${name} - [0:0]`), ...lines, "COMMIT", ""].join("\n");
}
