import { spawn } from "node:child_process";
import { once } from "node:events";
import { access, readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { type Chain, hasChain, ipv4Chains, ipv6Chains, restoreScript } from "./firewall-rules";

const CALL_TIMEOUT_MS = 10_000;

export interface Firewall {
  /** Puts the rules where they are missing; gives why instances cannot be kept apart, null where they are. */
  ensure(): Promise<string | null>;
}

export interface FirewallOptions {
  /** Where the engine's interfaces are, such as `/run/netns/host-a`; null where the agent itself runs there. */
  netns: string | null;
}

/** Only of a simulated host, whose engine may be in a machine that the agent cannot reach into. */
export const noFirewall: Firewall = { ensure: async () => null };

export function createFirewall({ netns }: FirewallOptions): Firewall {
  let pending: Promise<string | null> | null = null;
  return {
    ensure() {
      pending ??= applyTwice(netns).finally(() => {
        pending = null;
      });
      return pending;
    },
  };
}

/** Somebody else may be changing the table in the same moment, and a lease's boot fails for good where this does. */
const applyTwice = async (netns: string | null) => (await apply(netns)) && (await apply(netns));

async function apply(netns: string | null): Promise<string | null> {
  try {
    const saved = await call(netns, "iptables-save", ["-t", "filter"]);
    if (!hasChain(saved, "DOCKER-USER"))
      return "Instances cannot be isolated: the engine's chain DOCKER-USER is not here. Run the agent where the engine is, or name its namespace by --engine-netns.";
    await restore(netns, "iptables-restore", saved, ipv4Chains(await readResolvers()));
    if (await hasIpv6()) await restore(netns, "ip6tables-restore", await saveIpv6(netns), ipv6Chains());
    return null;
  } catch (error) {
    return `Instances cannot be isolated: ${(error as Error).message}`.slice(0, 500);
  }
}

const saveIpv6 = (netns: string | null) => call(netns, "ip6tables-save", ["-t", "filter"]);

async function restore(netns: string | null, command: string, saved: string, chains: Chain[]): Promise<void> {
  const script = restoreScript(saved, chains);
  if (script !== null) await call(netns, command, ["--noflush", "--wait", "5"], script);
}

async function call(netns: string | null, command: string, args: string[], input = ""): Promise<string> {
  const [file, ...before] = netns === null ? [command] : ["nsenter", `--net=${netns}`, command];
  const child = spawn(file ?? command, [...before, ...args], {
    timeout: CALL_TIMEOUT_MS,
    env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` },
  });
  const ended = once(child, "close") as Promise<[number | null]>;
  // it may have gone before it read anything
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  const [output, complaint, [code]] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  if (code === 0) return output;
  throw new Error(`${command} failed: ${complaint.trim().split("\n").at(-1) || `exit ${code ?? "by signal"}`}`);
}

async function readResolvers(): Promise<string[]> {
  const config = await readFile("/etc/resolv.conf", "utf8").catch(() => "");
  return [...config.matchAll(/^nameserver\s+(\S+)/gm)].map(([, address = ""]) => address);
}

const hasIpv6 = () =>
  access("/proc/net/if_inet6").then(
    () => true,
    () => false,
  );
