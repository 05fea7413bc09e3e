import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { isIP } from "node:net";
import { networkInterfaces } from "node:os";
import { promisify } from "node:util";
import { staysPrivate } from "@/lib/core/contracts/plain-http";
import type { Detection } from "../accelerators/detect";
import { type Finding, fail, ok, warn } from "./finding";

const execFileAsync = promisify(execFile);
const FEWEST_PORTS = 512;

export function checkAccelerators({ accelerators, problems, remarks = [] }: Detection): Finding[] {
  const findings = problems.map((says) =>
    fail("accelerators", says, "Check the vendor's driver: dmesg, and the tool by hand."),
  );
  for (const says of remarks)
    findings.push(warn("accelerators", says, "The others are offered. Repair or replace it."));
  for (const { uuid, reportedName, health, healthReasons } of accelerators)
    if (health !== "healthy") {
      const says = `${reportedName} ${uuid} is ${health}: ${healthReasons.join(", ") || "no reason given"}.`;
      findings.push(warn("accelerators", says, "It is not offered. Repair or replace it."));
    }
  if (accelerators.length > 0) {
    const mark = accelerators.every(({ simulated }) => simulated) ? " SIMULATED" : "";
    findings.unshift(ok("accelerators", `${accelerators.length}${mark} accelerators are there.`));
  } else if (problems.length === 0) {
    const todo = "Install the vendor's driver and its tool (nvidia-smi, npu-smi, rocm-smi).";
    findings.push(warn("accelerators", "No tool of a vendor names an accelerator.", todo));
  }
  return findings;
}

/** Whether customers can be sent to this address. A simulated host's customers are on the same machine. */
export function checkAddress(address: string, simulated: boolean, own = ownAddresses()): Finding {
  const todo = "Pass --address with the address that customers reach this host at.";
  if (/^(0\.0\.0\.0|::)$/.test(address)) return fail("address", `${address} is no address to connect to.`, todo);
  const isLoopback = /^(127\.|::1$|localhost$)/.test(address);
  if (isLoopback && !simulated)
    return fail("address", `Customers are sent to ${address}, which is their own machine.`, todo);
  if (simulated) return ok("address", `Customers are sent to ${address}; this host is simulated.`);
  if (isIP(address) !== 0 && staysPrivate({ hostname: isIP(address) === 6 ? `[${address}]` : address }))
    return warn("address", `Customers are sent to ${address}, which only a private network reaches.`, todo);
  if (isIP(address) !== 0 && !own.includes(address))
    return warn(
      "address",
      `${address} is on no interface of this host.`,
      "Check that what has it hands ports on to this host.",
    );
  return ok("address", `Customers are sent to ${address}.`);
}

const ownAddresses = () =>
  Object.values(networkInterfaces()).flatMap((addresses) => addresses?.map(({ address }) => address) ?? []);

/** The engine takes a port for each instance from this range, when it starts. */
export function judgePorts(range: string): Finding {
  const [first, last] = range.trim().split(/\s+/).map(Number);
  const count = (last ?? Number.NaN) - (first ?? Number.NaN) + 1;
  if (Number.isNaN(count))
    return warn("ports", "The range of ports cannot be read.", "Look at net.ipv4.ip_local_port_range.");
  const says = `Instances get ports ${first} to ${last}.`;
  if (count >= FEWEST_PORTS) return ok("ports", says);
  return warn("ports", `${says} That is few.`, "Widen net.ipv4.ip_local_port_range and restart the engine.");
}

export const checkPorts = async () =>
  judgePorts(await readFile("/proc/sys/net/ipv4/ip_local_port_range", "utf8").catch(() => ""));

/** Nothing is said where nothing can be asked: the clock itself was compared with the platform's. */
export async function checkTimeSync(): Promise<Finding[]> {
  const answer = await execFileAsync("timedatectl", ["show", "-p", "NTPSynchronized", "--value"], {
    timeout: 5_000,
  }).catch(() => null);
  const said = answer?.stdout.trim();
  if (said === "yes") return [ok("time sync", "The clock is kept by NTP.")];
  if (said !== "no") return [];
  const todo = "systemctl enable --now systemd-timesyncd, or chrony.";
  return [warn("time sync", "The clock is not kept by NTP.", todo)];
}
