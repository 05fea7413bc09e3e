import { and, desc, eq, inArray, isNull, lt } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import { ledgerAccounts, ledgerEntries, ledgerHolds, ledgerTransactions } from "@/db/schema";
import { acrossTenants } from "@/db/tenancy";
import type { Context } from "@/lib/context";
import type { Currency } from "@/lib/core/money";
import { authorize, wholeOrganization } from "@/lib/identity/authorize";
import { sumHolds } from "./holds";

export interface PrepaidBalance {
  accountId: string | null;
  currency: Currency;
  balanceMicros: bigint;
  heldMicros: bigint;
}

/** What the ledger says of one customer's prepaid money; zeros where no account is open yet. Not authorised: for verbs of later domains. */
export async function findPrepaidBalance(
  db: DbOrTx,
  organizationId: string,
  currency: Currency,
): Promise<PrepaidBalance> {
  const [account] = await db
    .select()
    .from(ledgerAccounts)
    .where(
      and(
        eq(ledgerAccounts.organizationId, organizationId),
        eq(ledgerAccounts.kind, "customer_prepaid"),
        eq(ledgerAccounts.currency, currency),
      ),
    );
  if (!account) return { accountId: null, currency, balanceMicros: 0n, heldMicros: 0n };
  const heldMicros = await sumHolds(db, account.id);
  return { accountId: account.id, currency, balanceMicros: account.balanceMicros ?? 0n, heldMicros };
}

export interface BalanceMovement {
  number: bigint;
  kind: string;
  ref: string;
  memo: string | null;
  effectiveAt: Date;
  currency: Currency;
  amountMicros: bigint;
}

/**
 * Movements of the signed-in customer's own prepaid account, newest first; `before` is the last number of the page before. Of the currency
 * that they pay in: accounts in others only pass on what is converted.
 */
export async function listBalanceMovements(
  asked: Context,
  page: { limit: number; currency: Currency; before?: bigint },
): Promise<BalanceMovement[]> {
  const ctx = acrossTenants(
    asked,
    "transactions name no organization; the accounts that are asked for are the customer's own",
  );
  const { organizationId } = wholeOrganization(authorize(ctx, "balance.view"));
  const own = ctx.db
    .select({ number: ledgerAccounts.number })
    .from(ledgerAccounts)
    .where(and(eq(ledgerAccounts.organizationId, organizationId), eq(ledgerAccounts.kind, "customer_prepaid")));
  return ctx.db
    .select({
      number: ledgerTransactions.number,
      kind: ledgerTransactions.kind,
      ref: ledgerTransactions.ref,
      memo: ledgerTransactions.memo,
      effectiveAt: ledgerTransactions.effectiveAt,
      currency: ledgerEntries.currency,
      amountMicros: ledgerEntries.amountMicros,
    })
    .from(ledgerEntries)
    .innerJoin(ledgerTransactions, eq(ledgerTransactions.number, ledgerEntries.transactionNumber))
    .where(
      and(
        inArray(ledgerEntries.accountNumber, own),
        eq(ledgerEntries.currency, page.currency),
        page.before === undefined ? undefined : lt(ledgerEntries.transactionNumber, page.before),
      ),
    )
    .orderBy(desc(ledgerEntries.transactionNumber))
    .limit(Math.min(page.limit, 200));
}

/** Open holds of the signed-in customer: what is set aside, and for which lease. */
export async function listHolds(ctx: Context) {
  const { organizationId } = wholeOrganization(authorize(ctx, "balance.view"));
  return ctx.db
    .select({ ref: ledgerHolds.ref, amountMicros: ledgerHolds.amountMicros, heldAt: ledgerHolds.heldAt })
    .from(ledgerHolds)
    .innerJoin(ledgerAccounts, eq(ledgerAccounts.id, ledgerHolds.accountId))
    .where(and(eq(ledgerAccounts.organizationId, organizationId), isNull(ledgerHolds.releasedAt)))
    .orderBy(desc(ledgerHolds.heldAt))
    .limit(200);
}
