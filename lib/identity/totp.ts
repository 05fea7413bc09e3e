import { and, eq, isNotNull, isNull, lt } from "drizzle-orm";
import { Secret, TOTP } from "otpauth";
import type { DbOrTx, Transaction } from "@/db/client";
import { totpFactors } from "@/db/schema";
import { receiptEnv } from "@/lib/env";
import { seal, unseal } from "@/lib/secrets/seal";

const PERIOD_S = 30;
const SECRET_BYTES = 20;

const placeOf = (rowId: string) => ({ table: "totp_factors", column: "secret", rowId });

/** SHA-1, six digits, thirty seconds: what every authenticator app knows. */
function totpOf(base32: string, label: string): TOTP {
  return new TOTP({
    issuer: receiptEnv().issuer,
    label,
    secret: Secret.fromBase32(base32),
    algorithm: "SHA1",
    digits: 6,
    period: PERIOD_S,
  });
}

export function newTotpSecret(): string {
  return new Secret({ size: SECRET_BYTES }).base32;
}

export function sealTotpSecret(factorId: string, base32: string): string {
  return seal(base32, placeOf(factorId));
}

/** What an app reads from a link. */
export function totpUri(base32: string, email: string): string {
  return totpOf(base32, email).toString();
}

/** The step of 30 seconds whose code this is, one early or late included; null where it is of none, or of one that was taken. */
export function findStep(factor: { id: string; secret: string; lastStep: number }, code: string, at: Date) {
  const delta = totpOf(unseal(factor.secret, placeOf(factor.id)), "").validate({
    token: code,
    window: 1,
    timestamp: at.getTime(),
  });
  if (delta === null) return null;
  const step = Math.floor(at.getTime() / (PERIOD_S * 1_000)) + delta;
  return step > factor.lastStep ? step : null;
}

export async function findTotp(db: DbOrTx, userId: string) {
  const [factor] = await db
    .select()
    .from(totpFactors)
    .where(and(eq(totpFactors.userId, userId), isNotNull(totpFactors.confirmedAt), isNull(totpFactors.removedAt)));
  return factor ?? null;
}

/** Takes a code of the person's app; each is taken once, whoever comes first. */
export async function takeTotpCode(tx: Transaction, userId: string, code: string, at: Date): Promise<boolean> {
  const factor = await findTotp(tx, userId);
  const step = factor ? findStep(factor, code, at) : null;
  if (!factor || step === null) return false;
  const taken = await tx
    .update(totpFactors)
    .set({ lastStep: step })
    .where(and(eq(totpFactors.id, factor.id), lt(totpFactors.lastStep, step)))
    .returning({ id: totpFactors.id });
  return taken.length === 1;
}
