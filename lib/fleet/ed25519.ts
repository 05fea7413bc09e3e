import { createPublicKey, type KeyObject, verify } from "node:crypto";

/** RFC 8410: what a SubjectPublicKeyInfo holds before the 32 bytes of an ed25519 key. */
const SPKI_PREFIX = Buffer.from("302a300506032b6570032100", "hex");

/** Parsed once for many signatures; null for what is no key. */
export function readPublicKey(publicKeyBase64: string): KeyObject | null {
  const raw = Buffer.from(publicKeyBase64, "base64");
  if (raw.length !== 32) return null;
  return createPublicKey({ key: Buffer.concat([SPKI_PREFIX, raw]), format: "der", type: "spki" });
}

/** Whether `signatureBase64` over the UTF-8 bytes of `message` is by the raw key; false for what is no key or no signature. */
export function isSignedBy(publicKey: string | KeyObject, message: string, signatureBase64: string): boolean {
  const key = typeof publicKey === "string" ? readPublicKey(publicKey) : publicKey;
  const signature = Buffer.from(signatureBase64, "base64");
  return key !== null && signature.length === 64 && verify(null, Buffer.from(message, "utf8"), key, signature);
}
