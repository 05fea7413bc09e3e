import { generateKeyPairSync } from "node:crypto";

/** A fresh ed25519 key as OPENHALL_RECEIPT_KEY takes it: base64 of its PKCS #8 DER. */
export function newReceiptKey(): string {
  return generateKeyPairSync("ed25519").privateKey.export({ format: "der", type: "pkcs8" }).toString("base64");
}
