import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import { canonicalJson } from "./canonical-json";
import { RECEIPT_FORMAT, type Receipt, type ReceiptHead, type ReceiptRecord } from "./receipt";

const sha256 = (text: string) => createHash("sha256").update(text, "utf8").digest("hex");

/** The chain's first link: everything of a receipt but its records and signature. */
export function headHash(head: ReceiptHead): string {
  return sha256(`${RECEIPT_FORMAT}\n${canonicalJson(head)}`);
}

export function recordHash(previous: string, body: ReceiptRecord): string {
  return sha256(`${previous}\n${canonicalJson(body)}`);
}

const signedText = (last: string) => Buffer.from(`${RECEIPT_FORMAT}\n${last}`, "utf8");

/** DER before the 32 raw bytes of an ed25519 public key (RFC 8410). */
const SPKI_PREFIX = Buffer.from("302a300506032b6570032100", "hex");

export function rawPublicKey(key: KeyObject): Buffer {
  return createPublicKey(key).export({ format: "der", type: "spki" }).subarray(SPKI_PREFIX.length);
}

/** First 16 hex digits of the raw public key's SHA-256. */
export function keyIdOf(rawKey: Uint8Array): string {
  return createHash("sha256").update(rawKey).digest("hex").slice(0, 16);
}

/** Base64 of the PKCS #8 DER of an ed25519 private key; throws where it is none. */
export function readSigningKey(base64: string): KeyObject {
  const key = createPrivateKey({ key: Buffer.from(base64, "base64"), format: "der", type: "pkcs8" });
  if (key.asymmetricKeyType !== "ed25519") throw new TypeError("the receipt key is no ed25519 key");
  return key;
}

/** Chains the records behind the head by hash and signs the last link: nothing can be changed, left out or put in unnoticed. */
export function sealReceipt(head: ReceiptHead, bodies: readonly ReceiptRecord[], key: KeyObject): Receipt {
  let last = headHash(head);
  const records = bodies.map((body) => {
    last = recordHash(last, body);
    return { body, hash: last };
  });
  const raw = rawPublicKey(key);
  return {
    ...head,
    records,
    signature: {
      algorithm: "ed25519",
      keyId: keyIdOf(raw),
      publicKey: raw.toString("base64"),
      value: sign(null, signedText(last), key).toString("base64"),
    },
  };
}

export interface SealVerdict {
  /** Position of the first record whose hash does not follow; null where the chain is whole. */
  brokenAt: number | null;
  isSigned: boolean;
}

export function checkSeal(receipt: Receipt): SealVerdict {
  const { records, signature, ...head } = receipt;
  let last = headHash(head);
  let brokenAt: number | null = null;
  for (const [at, record] of records.entries()) {
    last = recordHash(last, record.body);
    if (brokenAt === null && last !== record.hash) brokenAt = at;
  }
  return { brokenAt, isSigned: isSignedBy(signature, last) };
}

function isSignedBy(signature: Receipt["signature"], last: string): boolean {
  const raw = Buffer.from(signature.publicKey, "base64");
  if (raw.length !== 32 || keyIdOf(raw) !== signature.keyId) return false;
  const key = createPublicKey({ key: Buffer.concat([SPKI_PREFIX, raw]), format: "der", type: "spki" });
  return verify(null, signedText(last), key, Buffer.from(signature.value, "base64"));
}
