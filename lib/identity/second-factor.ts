import { z } from "zod";
import type { DbOrTx, Transaction } from "@/db/client";
import { AppError } from "@/lib/errors";
import { queueMail } from "@/lib/mail/queue-mail";
import { listPasskeys, passkeyResponse, takePasskey } from "./passkeys";
import { countRecoveryCodes, takeRecoveryCode } from "./recovery-codes";
import { findTotp, takeTotpCode } from "./totp";

/** A code of the app or a recovery code, in one field; or a passkey's answer. */
export const factorProofSchema = z
  .strictObject({ code: z.string().max(60).optional(), passkey: passkeyResponse.optional() })
  .check((given) => {
    if (given.value.code?.trim() || given.value.passkey) return;
    given.issues.push({ code: "custom", message: "Enter a code.", input: given.value, path: ["code"] });
  });
export type FactorProof = z.infer<typeof factorProofSchema>;

export interface FactorsHeld {
  totp: boolean;
  passkeys: boolean;
}

export async function findFactors(db: DbOrTx, userId: string): Promise<FactorsHeld> {
  return { totp: (await findTotp(db, userId)) !== null, passkeys: (await listPasskeys(db, userId)).length > 0 };
}

export async function hasFactor(db: DbOrTx, userId: string): Promise<boolean> {
  const held = await findFactors(db, userId);
  return held.totp || held.passkeys;
}

/** Whether this proves a second factor of the person's; what proves it is used up by that, in the caller's transaction. */
export async function takeFactor(tx: Transaction, userId: string, proof: FactorProof, at: Date): Promise<boolean> {
  if (proof.passkey) return (await takePasskey(tx, proof.passkey, { purpose: "prove", userId, at })) !== null;
  const code = (proof.code ?? "").replace(/\s/g, "");
  if (/^\d{6}$/.test(code)) return takeTotpCode(tx, userId, code, at);
  if (!(await hasFactor(tx, userId)) || !(await takeRecoveryCode(tx, userId, code))) return false;
  const left = await countRecoveryCodes(tx, userId);
  await queueMail(tx, {
    template: "security-change",
    props: { change: "recovery-code-used", left, href: "/settings/security" },
    fact: `recovery-code-used:${userId}:${at.toISOString()}`,
    to: { userId },
  });
  return true;
}

export const WRONG_CODE = "This code is not right, or was used before. Wait for the next one.";

/** Refuses a wrong proof of a person's; the edge that answers it writes whose. */
export function wrongFactor(userId: string): AppError {
  const details = { failedProof: "factor", userId };
  return new AppError("invalid_input", WRONG_CODE, { fields: { code: [WRONG_CODE] }, details });
}
