import { v7 } from "uuid";

const CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz";

export type IdPrefix =
  | "org"
  | "usr"
  | "mem"
  | "ses"
  | "key"
  | "sit"
  | "hst"
  | "acc"
  | "enr"
  | "mdl"
  | "sku"
  | "ofr"
  | "pbk"
  | "pbe"
  | "lse"
  | "evt"
  | "ivl"
  | "rat"
  | "lac"
  | "hld"
  | "dsc"
  | "ctp"
  | "txr"
  | "fxr"
  | "wct"
  | "whr"
  | "wcm"
  | "cor"
  | "sla"
  | "prm"
  | "adj"
  | "stm"
  | "bud"
  | "ntc"
  | "adt"
  | "top"
  | "ref"
  | "scl"
  | "sin"
  | "ipm"
  | "crn"
  | "iac"
  | "rec"
  | "dif"
  | "pac"
  | "pay"
  | "prv"
  | "mai"
  | "emv"
  | "dsp"
  | "evi"
  | "efw"
  | "frz"
  | "ivt"
  | "prj"
  | "apk"
  | "req";

/** `lse_01k…`: a prefix and a UUIDv7 in 26 characters of Crockford base 32, so ids sort by the time they were made. */
export function newId(prefix: IdPrefix): string {
  let value = 0n;
  for (const byte of v7(undefined, new Uint8Array(16))) value = (value << 8n) | BigInt(byte);
  let text = "";
  for (let i = 0; i < 26; i++) {
    text = CROCKFORD[Number(value & 31n)] + text;
    value >>= 5n;
  }
  return `${prefix}_${text}`;
}
