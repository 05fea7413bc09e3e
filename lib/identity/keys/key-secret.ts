import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { formatApiKey, PUBLIC_ID_BYTES, publicIdOf } from "@/lib/core/api-key";

const SECRET_BYTES = 32;
const LAST_CHARACTERS = 4;

/** What a key's row holds of it. */
export interface KeptSecret {
  hash: string;
  lastFour: string;
}

export function newPublicId(): string {
  return publicIdOf(randomBytes(PUBLIC_ID_BYTES));
}

/** A whole key, to be shown once, and what is kept. */
export function newSecret(publicId: string): KeptSecret & { key: string } {
  const key = formatApiKey(publicId, randomBytes(SECRET_BYTES));
  return { key, hash: hashKey(key), lastFour: key.slice(-LAST_CHARACTERS) };
}

/** No slow hash is needed: the secret has 256 random bits. */
export function hashKey(key: string): string {
  return createHash("sha256").update(key).digest("base64url");
}

/** How long it takes says nothing of where two differ. */
export function isSameHash(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
