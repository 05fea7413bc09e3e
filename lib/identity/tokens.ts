import { createHash, createHmac, randomBytes } from "node:crypto";
import { linkSecret } from "@/lib/env";

/** What a mailed link is for; a token of one is none of another. */
export type LinkPurpose =
  | "verify-address"
  | "sign-in"
  | "reset-password"
  | "confirm-email-change"
  | "undo-email-change";

/** Made of a row's id under the platform's secret whenever its mail is rendered, so that no table holds it. */
export function linkToken(purpose: LinkPurpose, rowId: string): string {
  return createHmac("sha256", linkSecret()).update(`${purpose}:${rowId}`).digest("base64url");
}

/** 256 random bits: a cookie's value, which its row knows by its hash alone. */
export function newToken(): string {
  return randomBytes(32).toString("base64url");
}

/** Fit for what has enough random bits that nobody guesses it. */
export function hashToken(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}
