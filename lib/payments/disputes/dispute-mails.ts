import type { Transaction } from "@/db/client";
import { formatMoney } from "@/lib/core/money";
import { queueMail } from "@/lib/mail/queue-mail";
import type { Dispute } from "../types";

/** Once the bank has taken the money: to the customer's owners and to the desk's, each once. */
export async function mailOfDispute(tx: Transaction, dispute: Dispute): Promise<void> {
  const { id, organizationId, topUpId, amountMicros, currency, reason, evidenceDueAt } = dispute;
  const props = {
    amount: formatMoney(amountMicros, currency),
    reason: reason.replaceAll("_", " "),
    dueBy: evidenceDueAt?.toISOString() ?? null,
  };
  await queueMail(tx, {
    template: "dispute",
    props: { ...props, dueBy: null, href: `/billing/top-ups/${topUpId}`, forDesk: false },
    fact: `dispute:${id}`,
    to: { organizationId, roles: ["owner"] },
  });
  await queueMail(tx, {
    template: "dispute",
    props: { ...props, href: `/desk/disputes/${id}`, forDesk: true },
    fact: `dispute.desk:${id}`,
    to: "desk",
  });
}
