import { randomBytes } from "node:crypto";
import { and, count, eq, isNull, sql } from "drizzle-orm";
import type { DbOrTx, Transaction } from "@/db/client";
import { recoveryCodes } from "@/db/schema";
import { newId } from "@/lib/ids";
import { hashToken } from "./tokens";

const HOW_MANY = 10;
const LETTERS = 24;
const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

/** As people may type it back: spaces, hyphens and capitals don't matter, nor o for 0 and l or i for 1. */
function plainOf(code: string): string {
  const letters = code.toLowerCase().replace(/[^a-z0-9]/g, "");
  return letters.replaceAll("o", "0").replace(/[il]/g, "1");
}

/** `k3vp-0x8m-…`: 120 random bits in groups of four. */
function newCode(): string {
  const letters = [...randomBytes(LETTERS)].map((byte) => ALPHABET[byte & 31]).join("");
  return letters.match(/.{4}/g)!.join("-");
}

/** Ten new codes in the place of all there were; they are seen this once. */
export async function replaceRecoveryCodes(tx: Transaction, userId: string): Promise<string[]> {
  const codes = Array.from({ length: HOW_MANY }, newCode);
  await removeRecoveryCodes(tx, userId);
  await tx
    .insert(recoveryCodes)
    .values(codes.map((code) => ({ id: newId("rcv"), userId, codeHash: hashToken(plainOf(code)) })));
  return codes;
}

export async function removeRecoveryCodes(tx: Transaction, userId: string): Promise<void> {
  await tx.delete(recoveryCodes).where(eq(recoveryCodes.userId, userId));
}

export async function countRecoveryCodes(db: DbOrTx, userId: string): Promise<number> {
  const [left] = await db
    .select({ count: count() })
    .from(recoveryCodes)
    .where(and(eq(recoveryCodes.userId, userId), isNull(recoveryCodes.usedAt)));
  return Number(left?.count ?? 0);
}

export async function takeRecoveryCode(tx: Transaction, userId: string, code: string): Promise<boolean> {
  const taken = await tx
    .update(recoveryCodes)
    .set({ usedAt: sql`platform_now()` })
    .where(
      and(
        eq(recoveryCodes.userId, userId),
        eq(recoveryCodes.codeHash, hashToken(plainOf(code))),
        isNull(recoveryCodes.usedAt),
      ),
    )
    .returning({ id: recoveryCodes.id });
  return taken.length === 1;
}
