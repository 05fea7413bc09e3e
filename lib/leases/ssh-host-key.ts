import { createHash } from "node:crypto";
import type { Lease } from "./types";

/** As `ssh` asks about it at the first login. */
export function hostKeyFingerprint(hostKey: string): string {
  const blob = Buffer.from(hostKey.split(" ")[1] ?? "", "base64");
  return `SHA256:${createHash("sha256").update(blob).digest("base64").replace(/=+$/, "")}`;
}

export interface InstanceHostKey {
  fingerprint: string;
  /** For `~/.ssh/known_hosts`; null while the instance has no address. */
  knownHosts: string | null;
}

/** By what an instance's SSH server is known; null while its host has not said. */
export function presentHostKey(lease: Pick<Lease, "sshHostKey" | "sshAddress" | "sshPort">): InstanceHostKey | null {
  const { sshHostKey, sshAddress, sshPort } = lease;
  if (sshHostKey === null) return null;
  const knownHosts = sshAddress && sshPort ? `[${sshAddress}]:${sshPort} ${sshHostKey}` : null;
  return { fingerprint: hostKeyFingerprint(sshHostKey), knownHosts };
}
