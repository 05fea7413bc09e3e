import { eq } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { payouts } from "@/db/schema";
import { formatMoney } from "@/lib/core/money";
import { raiseNotice } from "@/lib/identity/notices";
import { movePayable } from "./move-payable";
import type { Payout } from "./types";

/** Nothing arrived: it is owed as before, and both sides are told. Once. */
export async function failPayout(tx: Transaction, payout: Payout, reason: string, at: Date): Promise<void> {
  const { id, organizationId, amountMicros, returnedMicros, currency, number } = payout;
  const missing = amountMicros - returnedMicros;
  await movePayable(tx, payout, {
    kind: "payout_reversed",
    ref: id,
    memo: `${number}: ${reason}`,
    payableMicros: missing,
    at,
  });
  await tx
    .update(payouts)
    .set({ state: "failed", failure: reason, returnedMicros: amountMicros, endedAt: at })
    .where(eq(payouts.id, id));
  const title = `A payout of ${formatMoney(missing, currency)} did not arrive`;
  const notice = { key: `payout:${id}`, severity: "warning", title, body: `${reason}. It is owed as before.` } as const;
  await raiseNotice(tx, { ...notice, organizationId, href: `/operator/payouts/${id}` }, at);
  await raiseNotice(tx, { ...notice, organizationId: null, href: `/desk/payouts/${id}` }, at);
}
