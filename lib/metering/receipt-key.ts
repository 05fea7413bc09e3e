import type { KeyObject } from "node:crypto";
import { keyIdOf, rawPublicKey, readSigningKey } from "@/lib/core/receipts/seal";
import { receiptEnv } from "@/lib/env";
import { AppError } from "@/lib/errors";

/** The platform's receipt key; `unavailable` where none is set: an unsigned receipt would prove nothing. */
export function signingKey(): KeyObject {
  const { key } = receiptEnv();
  if (!key)
    throw new AppError("unavailable", "This platform has no receipt key (OPENHALL_RECEIPT_KEY), so it can sign none.");
  return readSigningKey(key);
}

export interface PublishedKey {
  keyId: string;
  algorithm: "ed25519";
  /** Raw, base64. */
  publicKey: string;
  current: boolean;
}

/** What a receipt's key is to be found among: the one in use, and those of earlier receipts. */
export function publishedKeys(): PublishedKey[] {
  const { key, retiredKeys } = receiptEnv();
  const current = key ? [rawPublicKey(readSigningKey(key))] : [];
  const retired = retiredKeys.map((one) => Buffer.from(one, "base64"));
  return [...current, ...retired].map((raw, at) => ({
    keyId: keyIdOf(raw),
    algorithm: "ed25519",
    publicKey: raw.toString("base64"),
    current: at < current.length,
  }));
}
