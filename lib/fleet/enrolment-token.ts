import { createHash, randomBytes } from "node:crypto";

export const ENROLMENT_TOKEN_HOURS = 24;
const PREFIX = "oh_enrol_";
const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/** 43 characters of base 62 hold 256 bits. */
const LENGTH = 43;

export function newEnrolmentToken(): string {
  let value = BigInt(`0x${randomBytes(32).toString("hex")}`);
  let text = "";
  for (let i = 0; i < LENGTH; i++) {
    text = ALPHABET[Number(value % 62n)] + text;
    value /= 62n;
  }
  return PREFIX + text;
}

/** The token is random, so that a plain hash is enough to keep it from readers of the database. */
export function hashEnrolmentToken(token: string): string {
  return createHash("sha256").update(token, "utf8").digest("hex");
}
