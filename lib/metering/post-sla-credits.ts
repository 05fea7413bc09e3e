import type { Transaction } from "@/db/client";
import { slaCredits as slaCreditRows } from "@/db/schema";
import { conversionEntries } from "@/lib/core/ledger/accounts";
import { formatMoney } from "@/lib/core/money";
import { convertMicros, termAt } from "@/lib/core/rating/charge";
import type { SlaCredit } from "@/lib/core/rating/sla";
import { earlier, formatSeconds } from "@/lib/core/time";
import { raiseNotice } from "@/lib/identity/notices";
import { type AccountKey, accountKey, openAccounts } from "@/lib/ledger/accounts";
import { type Posting, postTransactions } from "@/lib/ledger/post-transactions";
import type { CorrectedLease } from "./corrected-leases";
import type { CreditUnit } from "./sla-windows";

export type FoundCredit = SlaCredit & { ruleName: string; retailMicros: bigint };

export interface Crediting {
  corrected: CorrectedLease;
  window: { leaseId: string; unit: CreditUnit; from: Date; to: Date };
  unreachable: bigint;
  at: Date;
}

/**
 * Books the credits of one lease and window: customer + credit, operator − what it bears, the rest our expense; converted where the
 * customer pays in another currency, at the rate of the window's last second, or of the stop for maintenance. Tells both parties. Key: lease, window and rule.
 */
export async function postSlaCredits(tx: Transaction, crediting: Crediting, credits: FoundCredit[]): Promise<void> {
  const { corrected, window, unreachable, at } = crediting;
  const { lease } = corrected;
  const keys = keysOf(lease);
  const accounts = await openAccounts(tx, Object.values(keys));
  const account = (key: AccountKey) => accounts.get(accountKey(key))!;
  const fx = conversionAt(corrected, window);
  const converted = credits.map((credit) => (fx ? convertMicros(credit.creditMicros, fx) : null));
  const postings = credits.flatMap((credit, index): Posting[] => {
    const ref = `${lease.id}:${window.from.getTime() / 1_000}:${window.unit}:${credit.rule.id}`;
    const common = { ref, effectiveAt: at, memo: `${credit.ruleName}: ${says(crediting)}` };
    const entries = [
      { ...account(keys.customer), amountMicros: credit.creditMicros },
      { ...account(keys.operator), amountMicros: -credit.chargedBackMicros },
      { ...account(keys.expense), amountMicros: credit.chargedBackMicros - credit.creditMicros },
    ].filter((entry) => entry.amountMicros !== 0n);
    const payment = converted[index];
    if (payment === null || payment === undefined) return [{ ...common, kind: "sla_credit", entries }];
    const legs = {
      payer: account(keys.payer),
      payee: account(keys.customer),
      payerPosition: account(keys.payerPosition),
      payeePosition: account(keys.payeePosition),
    };
    return [
      { ...common, kind: "sla_credit", entries },
      { ...common, kind: "fx", entries: conversionEntries(legs, -payment, -credit.creditMicros) },
    ];
  });
  const numbers = await postTransactions(tx, postings);
  const booked = postings.flatMap((posting, index) => (posting.kind === "sla_credit" ? [numbers[index]!] : []));
  await tx.insert(slaCreditRows).values(
    credits.map((credit, index) => ({
      leaseId: lease.id,
      window: { from: window.from, to: window.to },
      ruleId: credit.rule.id,
      unreachableSeconds: unreachable,
      retailMicros: credit.retailMicros,
      creditMicros: credit.creditMicros,
      convertedMicros: converted[index] ?? null,
      chargedBackMicros: credit.chargedBackMicros,
      transactionNumber: booked[index]!,
      createdAt: at,
    })),
  );
  await tell(tx, crediting, credits, converted);
}

function keysOf(lease: CorrectedLease["lease"]) {
  const own = { organizationId: null, currency: lease.currency };
  const customer = { kind: "customer_prepaid", organizationId: lease.organizationId } as const;
  return {
    customer: { ...customer, currency: lease.currency },
    operator: { kind: "operator_payable", organizationId: lease.operatorId, currency: lease.currency },
    expense: { kind: "sla_expense", ...own },
    payer: { ...customer, currency: lease.billingCurrency },
    payerPosition: { kind: "fx_position", organizationId: null, currency: lease.billingCurrency },
    payeePosition: { kind: "fx_position", ...own },
  } as const;
}

function conversionAt({ lease, history }: CorrectedLease, window: Crediting["window"]) {
  const { conversions } = history.terms;
  if (!conversions) return null;
  const last = window.unit === "maintenance" ? new Date(window.from.getTime() + 1_000) : window.to;
  const end = lease.endedAt ? earlier(lease.endedAt, last) : last;
  const fx = termAt(conversions, new Date(end.getTime() - 1_000));
  if (!fx) throw new RangeError(`no conversion rate covers ${end.toISOString()}`);
  return fx;
}

function says({ window, unreachable }: Pick<Crediting, "window" | "unreachable">): string {
  if (window.unit === "maintenance")
    return `stopped for maintenance on ${window.from.toISOString().slice(0, 10)} (UTC)`;
  const when = window.unit === "day" ? window.from.toISOString().slice(0, 10) : window.from.toISOString().slice(0, 7);
  return `unreachable for ${formatSeconds(unreachable)} in ${when} (UTC ${window.unit})`;
}

async function tell(tx: Transaction, crediting: Crediting, credits: FoundCredit[], converted: (bigint | null)[]) {
  const { corrected, window, at } = crediting;
  const { lease } = corrected;
  const credited = credits.reduce((sum, credit, index) => sum + (converted[index] ?? credit.creditMicros), 0n);
  const chargedBack = credits.reduce((sum, credit) => sum + credit.chargedBackMicros, 0n);
  const key = `sla:${lease.id}:${window.unit}:${window.from.toISOString()}`;
  const amount = formatMoney(credited, lease.billingCurrency, { precision: "trimmed" });
  await raiseNotice(
    tx,
    {
      organizationId: lease.organizationId,
      key,
      severity: "info",
      title: `${amount} credited for ${lease.name}`,
      body: `It was ${says(crediting)}${window.unit === "maintenance" ? "" : ", longer than we promise"}. The credit is on your balance; no claim is needed.`,
      href: `/instances/${lease.id}`,
    },
    at,
  );
  if (chargedBack === 0n) return;
  await raiseNotice(
    tx,
    {
      organizationId: lease.operatorId,
      key,
      severity: "warning",
      title: `${formatMoney(chargedBack, lease.currency, { precision: "trimmed" })} charged back for ${lease.id}`,
      body: `It was ${says(crediting)}. Your part of the customer's credit is taken off your earnings.`,
      href: "/operator/earnings",
    },
    at,
  );
}
