import { eq } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { payoutAccounts, payouts } from "@/db/schema";
import { takeNumber } from "@/lib/billing/take-number";
import { lockAccount } from "@/lib/ledger/accounts";
import { canBePaid } from "./destination";
import { findHold } from "./find-hold";
import { movePayable } from "./move-payable";
import type { Payout } from "./types";

export type Begun = { payout: Payout; at: Date } | { waitsFor: string };

/**
 * Takes a planned payout off what we owe, under its row's and the account's lock, and numbers it: from here on it is sent, or comes back. A plan
 * that is no longer covered is cancelled, and what is owed is planned anew; one whose operator cannot be paid at present waits.
 */
export async function beginPayout(tx: Transaction, payoutId: string): Promise<Begun | null> {
  const [payout] = await tx.select().from(payouts).where(eq(payouts.id, payoutId)).for("no key update");
  if (payout?.state !== "planned") return null;
  const { organizationId, currency, amountMicros } = payout;
  const [account] = await tx
    .select()
    .from(payoutAccounts)
    .where(eq(payoutAccounts.id, payout.accountId))
    .for("no key update");
  const at = await databaseNow(tx);
  const hold = await findHold(tx, organizationId);
  if (hold) return { waitsFor: hold };
  if (account!.state !== "active") return cancel(tx, payout, "Another account was put in force.", at);
  if (!canBePaid(account!)) return { waitsFor: "Stripe needs to know more of the operator." };
  const { balanceMicros } = await lockAccount(tx, { kind: "operator_payable", organizationId, currency });
  if (balanceMicros < amountMicros) return cancel(tx, payout, "Less is owed than when it was planned.", at);
  const number = await takeNumber(tx, "REM", at);
  const memo = `${number} to ${payout.destination}`;
  await movePayable(tx, payout, { kind: "payout", ref: payout.id, memo, payableMicros: -amountMicros, at });
  const [begun] = await tx
    .update(payouts)
    .set({ state: "sending", number, failure: null, lookAgainAt: at })
    .where(eq(payouts.id, payoutId))
    .returning();
  return { payout: begun!, at };
}

async function cancel(tx: Transaction, { id }: Payout, failure: string, at: Date): Promise<null> {
  await tx.update(payouts).set({ state: "cancelled", failure, endedAt: at }).where(eq(payouts.id, id));
  return null;
}
