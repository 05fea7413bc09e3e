import { createHmac } from "node:crypto";
import { eq } from "drizzle-orm";
import type { Database } from "@/db/client";
import { totpFactors } from "@/db/schema";
import { createCustomer, TEST_PASSWORD, type TestParty, testContext } from "@/db/testing/context";
import { confirmTotp } from "../confirm-totp";
import { startTotp } from "../start-totp";

/** Written from RFC 6238, so that it shares no mistake with the library that checks it. */
export function codeOf(secretBase32: string, atMs = Date.now()): string {
  const bits = [...secretBase32]
    .map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0"))
    .join("");
  const key = Buffer.from(bits.match(/.{8}/g)!.map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(atMs / 30_000)));
  const mac = createHmac("sha1", key).update(counter).digest();
  const offset = mac.at(-1)! & 15;
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

export interface Enrolled extends TestParty {
  secret: string;
  recoveryCodes: string[];
}

/** Somebody with an authenticator app, none of whose codes is used up. */
export async function createEnrolled(db: Database): Promise<Enrolled> {
  const party = await createCustomer(db);
  const ctx = testContext(db, { ...party.actor, hasFreshFactor: false });
  const { secret } = await startTotp(ctx, { password: TEST_PASSWORD });
  const { recoveryCodes } = await confirmTotp(ctx, { code: codeOf(secret) });
  await db.update(totpFactors).set({ lastStep: 0 }).where(eq(totpFactors.userId, party.userId));
  return { ...party, secret, recoveryCodes: recoveryCodes! };
}
