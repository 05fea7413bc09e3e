import { z } from "zod";
import { publicKey } from "./agent";

/**
 * `POST /api/agent/v1/key`, signed by the key in use: a key to replace it. Both are taken until the first message by the new one; from
 * then on the old one is refused. The same again, or another, before that is as good as the first.
 */
export const keyRequest = z.strictObject({
  publicKey,
  /** Signature of `keyProofString(…)` by the new key: proof of possession. */
  proof: z.string().min(1).max(200),
});
export type KeyRequest = z.infer<typeof keyRequest>;

export const keyResponse = z.strictObject({ publicKey });
export type KeyResponse = z.infer<typeof keyResponse>;

/** Binds the new key to its host: what one host has proven is no other's key. */
export function keyProofString(hostId: string, newPublicKey: string): string {
  return ["openhall-key-v1", hostId, newPublicKey].join("\n");
}

/** A key is replaced after this long. */
export const KEY_DAYS = 30;
