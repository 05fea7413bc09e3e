import type { Currency } from "@/lib/core/money";
import type { AccountKind } from "./accounts";
import { transactionId } from "./transaction-id";

/** Where each kind of account stands in a chart of accounts; a tenant's or jurisdiction's own comes below it. */
const CHART: Record<AccountKind, string> = {
  customer_prepaid: "liabilities:customer prepaid",
  customer_promo: "liabilities:customer promo",
  customer_receivable: "assets:customer receivable",
  operator_payable: "liabilities:operator payable",
  operator_held: "liabilities:operator held",
  platform_revenue: "revenues:spread",
  platform_capacity_cost: "expenses:capacity",
  sla_expense: "expenses:sla credits",
  promo_expense: "expenses:promo",
  bad_debt: "expenses:bad debt",
  rounding: "expenses:rounding",
  tax: "liabilities:tax",
  stripe_clearing: "assets:stripe clearing",
  stripe_fees: "expenses:stripe fees",
  stripe_disputes: "expenses:stripe disputes",
  bank: "assets:bank",
  fx_position: "equity:fx position",
};

export interface JournalAccount {
  kind: AccountKind;
  organizationId: string | null;
  qualifier: string;
}

export interface JournalLine extends JournalAccount {
  currency: Currency;
  /** As the ledger has it: credit positive. */
  amountMicros: bigint;
}

export interface JournalTransaction {
  number: bigint;
  kind: string;
  ref: string;
  rev: number;
  memo: string | null;
  effectiveAt: Date;
  lines: JournalLine[];
}

/** `liabilities:customer prepaid:org_…`. */
export function hledgerAccount({ kind, organizationId, qualifier }: JournalAccount): string {
  return [CHART[kind], organizationId ?? "", qualifier].filter(Boolean).join(":");
}

/** hledger writes debits positive and credits negative: our sign, turned round. All six places, so that nothing is rounded. */
export function hledgerAmount(amountMicros: bigint, currency: Currency): string {
  const debit = -amountMicros;
  const digits = (debit < 0n ? -debit : debit).toString().padStart(7, "0");
  return `${debit < 0n ? "-" : ""}${digits.slice(0, -6)}.${digits.slice(-6)} ${currency}`;
}

/** In one line, without what hledger would read as a comment, a code or a status. */
function plain(text: string): string {
  return text.replace(/[\s;|()!*]+/g, " ").trim();
}

/** What stands before the transactions: commodities with their places, so that balances are shown to the micro. */
export function hledgerHead(currencies: readonly Currency[]): string {
  return currencies.map((currency) => `commodity 1000.000000 ${currency}\n`).join("");
}

export function hledgerTransaction(transaction: JournalTransaction): string {
  const { number, kind, ref, rev, memo, effectiveAt, lines } = transaction;
  const at = effectiveAt.toISOString();
  const description = plain([kind.replaceAll("_", " "), memo ?? ""].join(" "));
  const postings = lines.map(
    (line) => `    ${hledgerAccount(line)}  ${hledgerAmount(line.amountMicros, line.currency)}\n`,
  );
  return `\n${at.slice(0, 10)} (${transactionId(number)}) ${description}  ; ref:${plain(ref)}, rev:${rev}, at:${at}\n${postings.join("")}`;
}
