import type { Transaction } from "@/db/client";
import { formatMoney } from "@/lib/core/money";
import { queueMail } from "@/lib/mail/queue-mail";
import type { Payout } from "./types";

/** To the operator's owners, once the money is on its way. */
export async function mailOfPayout(tx: Transaction, payout: Payout): Promise<void> {
  const { id, organizationId, amountMicros, currency, number, destination } = payout;
  await queueMail(tx, {
    template: "payout-sent",
    props: {
      amount: formatMoney(amountMicros, currency),
      number: number ?? id,
      method: destination,
      arrivesOn: null,
      href: `/operator/payouts/${id}`,
    },
    fact: `payout-sent:${id}`,
    to: { organizationId, roles: ["owner"] },
  });
}
