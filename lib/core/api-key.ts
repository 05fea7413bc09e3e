/**
 * `oh_live_<10: which key>_<43: 32 random bytes><6: CRC-32 of all before it>`, in base 62. The checksum lets a scanner that looks for lost keys
 * tell one from what merely looks like one, without asking us.
 */
export const API_KEY_PREFIX = "oh_live_";

const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const PUBLIC_ID_LENGTH = 10;
const SECRET_BYTES = 32;
/** 62^43 is just above 2^256. */
const SECRET_LENGTH = 43;
const CHECKSUM_LENGTH = 6;

const shape = new RegExp(
  `^${API_KEY_PREFIX}([0-9A-Za-z]{${PUBLIC_ID_LENGTH}})_[0-9A-Za-z]{${SECRET_LENGTH + CHECKSUM_LENGTH}}$`,
);

/** Bytes that a new key's public part is made of; taken modulo 62 each, for it is a name and no secret. */
export const PUBLIC_ID_BYTES = PUBLIC_ID_LENGTH;

export function publicIdOf(bytes: Uint8Array): string {
  if (bytes.length !== PUBLIC_ID_BYTES) throw new RangeError(`a public id is made of ${PUBLIC_ID_BYTES} bytes`);
  return Array.from(bytes, (byte) => DIGITS[byte % 62]).join("");
}

export function formatApiKey(publicId: string, secret: Uint8Array): string {
  if (secret.length !== SECRET_BYTES) throw new RangeError(`a secret has ${SECRET_BYTES} bytes`);
  const value = secret.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  const body = `${API_KEY_PREFIX}${publicId}_${toBase62(value, SECRET_LENGTH)}`;
  return body + checksumOf(body);
}

/** Which key a text claims to be; null where it cannot be one. That it is one is for the stored hash to say. */
export function parseApiKey(text: string): { publicId: string } | null {
  const [, publicId] = shape.exec(text) ?? [];
  if (publicId === undefined) return null;
  const body = text.slice(0, -CHECKSUM_LENGTH);
  return text.slice(-CHECKSUM_LENGTH) === checksumOf(body) ? { publicId } : null;
}

function checksumOf(body: string): string {
  return toBase62(BigInt(crc32(body)), CHECKSUM_LENGTH);
}

function toBase62(value: bigint, length: number): string {
  let text = "";
  for (let rest = value; text.length < length; rest /= 62n) text = DIGITS[Number(rest % 62n)] + text;
  return text;
}

/** IEEE 802.3, as zlib and PNG have it; of ASCII text. */
function crc32(text: string): number {
  let crc = 0xffffffff;
  for (let at = 0; at < text.length; at++) {
    crc ^= text.charCodeAt(at);
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
