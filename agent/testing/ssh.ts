import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** Makes a customer's key pair and gives its public half. */
export function makeSshKey(keyFile: string): string {
  execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", keyFile]);
  return readFileSync(`${keyFile}.pub`, "utf8").trim();
}

export interface SshTarget {
  keyFile: string;
  address: string;
  port: number;
}

const options = [
  "StrictHostKeyChecking=no",
  "UserKnownHostsFile=/dev/null",
  "LogLevel=ERROR",
  "BatchMode=yes",
  "ConnectTimeout=5",
];

export function sshRun({ keyFile, address, port }: SshTarget, command: string): string {
  const flags = ["-i", keyFile, ...options.flatMap((option) => ["-o", option]), "-p", String(port)];
  return execFileSync("ssh", [...flags, `root@${address}`, command], { encoding: "utf8" }).trim();
}
