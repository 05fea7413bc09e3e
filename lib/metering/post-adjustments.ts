import type { Transaction } from "@/db/client";
import { usageAdjustments } from "@/db/schema";
import { conversionEntries, usageEntries } from "@/lib/core/ledger/accounts";
import { termAt } from "@/lib/core/rating/charge";
import type { LeaseHistory } from "@/lib/core/rating/corrected";
import type { Lease } from "@/lib/leases/types";
import { type Account, type AccountKey, accountKey, openAccounts } from "@/lib/ledger/accounts";
import { type Posting, postTransactions } from "@/lib/ledger/post-transactions";
import type { Difference } from "./corrected-leases";

const ROWS_A_STATEMENT = 1_000;

export interface Adjusting {
  lease: Lease;
  history: LeaseHistory;
  correctionId: string;
  reason: string;
  /** Postgres' clock: the open period. */
  at: Date;
}

/**
 * Books differences in the open period, one `usage_adjustment` an hour, ref `<lease>:<hour>` and rev counted up, with the conversion
 * under the same ref and rev where the customer pays in another currency. The caller holds the lease's lock, under which the
 * revs were read. Promotional money stays where it was used: a correction is paid from, or back to, the prepaid balance.
 */
export async function postAdjustments(
  tx: Transaction,
  adjusting: Adjusting,
  differences: readonly Difference[],
): Promise<void> {
  if (differences.length === 0) return;
  const keys = (difference: Difference) => keysOf(adjusting, difference);
  const accounts = await openAccounts(
    tx,
    differences.flatMap((difference) => {
      const { tax, ...others } = keys(difference);
      return [...Object.values(others), ...(tax ? [tax] : [])];
    }),
  );
  const account = (key: AccountKey) => accounts.get(accountKey(key))!;
  const postings = differences.flatMap((difference) => [
    ...usagePosting(adjusting, difference, account),
    ...conversionPosting(adjusting, difference, account),
  ]);
  const numbers = await postTransactions(tx, postings);
  const usage = new Map(
    postings.flatMap((posting, at) => (posting.kind === "usage_adjustment" ? [[posting.ref, numbers[at]!]] : [])),
  );
  const rows = differences.map((difference) => ({
    leaseId: adjusting.lease.id,
    window: { from: difference.from, to: difference.to },
    rev: difference.rev,
    deltaSeconds: difference.seconds,
    deltaRetailMicros: difference.retailMicros,
    deltaWholesaleMicros: difference.wholesaleMicros,
    deltaTaxMicros: difference.taxMicros,
    deltaChargeMicros: isConverted(adjusting.lease) ? difference.chargeMicros : null,
    reason: adjusting.reason,
    correctionId: adjusting.correctionId,
    transactionNumber: usage.get(refOf(adjusting.lease, difference)) ?? null,
    createdAt: adjusting.at,
  }));
  for (let at = 0; at < rows.length; at += ROWS_A_STATEMENT)
    await tx.insert(usageAdjustments).values(rows.slice(at, at + ROWS_A_STATEMENT));
}

function refOf(lease: Lease, { hour }: Difference): string {
  return `${lease.id}:${hour.getTime() / 1_000}`;
}

function isConverted(lease: Lease): boolean {
  return lease.billingCurrency !== lease.currency;
}

type Accounts = (key: AccountKey) => Account;

function usagePosting({ lease, history, reason, at }: Adjusting, difference: Difference, account: Accounts): Posting[] {
  const keys = keysOf({ lease, history }, difference);
  const entries = usageEntries(
    {
      customer: account(keys.customer),
      operator: account(keys.operator),
      revenue: account(keys.revenue),
      tax: keys.tax && account(keys.tax),
    },
    difference,
  );
  if (entries.length === 0) return [];
  return [
    {
      kind: "usage_adjustment",
      ref: refOf(lease, difference),
      rev: difference.rev,
      effectiveAt: at,
      memo: reason,
      entries,
    },
  ];
}

function conversionPosting({ lease, history, at }: Adjusting, difference: Difference, account: Accounts): Posting[] {
  if (!isConverted(lease)) return [];
  const keys = keysOf({ lease, history }, difference);
  const accounts = {
    payer: account(keys.payer),
    payee: account(keys.customer),
    payerPosition: account(keys.payerPosition),
    payeePosition: account(keys.payeePosition),
  };
  const bought = difference.retailMicros + difference.taxMicros;
  const entries = conversionEntries(accounts, difference.chargeMicros, bought);
  if (entries.length === 0) return [];
  return [{ kind: "fx", ref: refOf(lease, difference), rev: difference.rev, effectiveAt: at, entries }];
}

/** Tax changes on whole UTC hours, so that an hour has one jurisdiction. */
function keysOf({ lease, history }: Pick<Adjusting, "lease" | "history">, { from, taxMicros }: Difference) {
  const own = { organizationId: null, currency: lease.currency };
  const customer = { kind: "customer_prepaid", organizationId: lease.organizationId } as const;
  const jurisdiction = taxMicros === 0n ? null : termAt(history.terms.taxes, from)!.jurisdiction;
  return {
    customer: { ...customer, currency: lease.currency },
    operator: { kind: "operator_payable", organizationId: lease.operatorId, currency: lease.currency },
    revenue: { kind: "platform_revenue", ...own },
    tax: jurisdiction === null ? null : ({ kind: "tax", ...own, qualifier: jurisdiction } as const),
    payer: { ...customer, currency: lease.billingCurrency },
    payerPosition: { kind: "fx_position", organizationId: null, currency: lease.billingCurrency },
    payeePosition: { kind: "fx_position", ...own },
  } as const;
}
