import { generateKeyPairSync } from "node:crypto";

/** A fresh ed25519 public key in OpenSSH's format: length-prefixed type, then the 32 raw bytes (RFC 8709). */
export function testSshKey(): string {
  const raw = generateKeyPairSync("ed25519").publicKey.export({ format: "der", type: "spki" }).subarray(12);
  const field = (bytes: Buffer) => Buffer.concat([Buffer.from([0, 0, 0, bytes.length]), bytes]);
  const blob = Buffer.concat([field(Buffer.from("ssh-ed25519")), field(Buffer.from(raw))]);
  return `ssh-ed25519 ${blob.toString("base64")}`;
}
