import { hkdfSync } from "node:crypto";
import { linkSecret, secretsEnv } from "@/lib/env";

export interface KeyRing {
  /** What new secrets are sealed under. */
  current: string;
  keys: ReadonlyMap<string, Buffer>;
}

const KEY_BYTES = 32;

/**
 * Keys by version, the first named being the current one: `OPENHALL_KEY_RING=v2:BASE64,v1:BASE64`, 32 bytes each. Without it one key,
 * `derived`, comes of the platform's secret by HKDF, so that an installation without a ring still keeps no secret in plain.
 */
export function keyRing(): KeyRing {
  const entries = secretsEnv().map((entry): [string, Buffer] => {
    const at = entry.indexOf(":");
    const key = Buffer.from(entry.slice(at + 1), "base64");
    if (!/^[a-z0-9]{1,16}$/.test(entry.slice(0, at)) || key.length !== KEY_BYTES)
      throw new Error(
        "The environment is incomplete: OPENHALL_KEY_RING is not version:base64 of 32 bytes, separated by commas.",
      );
    return [entry.slice(0, at), key];
  });
  const derived = Buffer.from(hkdfSync("sha256", linkSecret(), "", "openhall/secrets/derived", KEY_BYTES));
  const keys = new Map([...entries, ["derived", derived] as [string, Buffer]]);
  if (keys.size !== entries.length + 1)
    throw new Error("The environment is incomplete: OPENHALL_KEY_RING names a version twice.");
  return { current: entries[0]?.[0] ?? "derived", keys };
}
