import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { AppError } from "@/lib/errors";
import { type KeyRing, keyRing } from "./key-ring";

/** Where a secret is kept: sealed there, it opens nowhere else. */
export interface SealedPlace {
  table: string;
  column: string;
  rowId: string;
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const FORMAT = /^sealed:([a-z0-9]{1,16}):([A-Za-z0-9_-]+)$/;

/** Bound to table, column, row and key version: a ciphertext copied to another row does not open. */
function boundTo({ table, column, rowId }: SealedPlace, version: string): Buffer {
  return Buffer.from(JSON.stringify([table, column, rowId, version]));
}

/** AES-256-GCM under the ring's current key: `sealed:VERSION:base64url(nonce ‖ tag ‖ ciphertext)`, with a nonce of its own each time. */
export function seal(plain: string, place: SealedPlace, ring: KeyRing = keyRing()): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", ring.keys.get(ring.current)!, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(boundTo(place, ring.current));
  const sealed = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
  return `sealed:${ring.current}:${Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString("base64url")}`;
}

/** The plain text; an AppError `internal` where the key is gone, the text was changed or was sealed for another place. */
export function unseal(sealed: string, place: SealedPlace, ring: KeyRing = keyRing()): string {
  const [, version = "", body = ""] = FORMAT.exec(sealed) ?? [];
  const key = ring.keys.get(version);
  if (!key) throw new AppError("internal", `A secret of ${place.table} is sealed under a key that is not on the ring.`);
  const bytes = Buffer.from(body, "base64url");
  try {
    const nonce = bytes.subarray(0, NONCE_BYTES);
    const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(boundTo(place, version));
    decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]).toString("utf8");
  } catch (cause) {
    throw new AppError("internal", `A secret of ${place.table} does not open: it was changed or moved.`, { cause });
  }
}

/** Whether it claims to be sealed, opened or not. */
export const isSealed = (text: string): boolean => text.startsWith("sealed:");

/** Whether sealing again would change the key that it is sealed under. */
export function isSealedAnew(sealed: string, ring: KeyRing = keyRing()): boolean {
  return FORMAT.exec(sealed)?.[1] === ring.current;
}
