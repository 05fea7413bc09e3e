import { and, eq, inArray, isNull } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import { ledgerAccounts } from "@/db/schema";
import type { AccountKind, AccountRef } from "@/lib/core/ledger/accounts";
import type { Currency } from "@/lib/core/money";
import { newId } from "@/lib/ids";

export interface AccountKey {
  kind: AccountKind;
  /** Null for the platform's own. */
  organizationId: string | null;
  currency: Currency;
  /** Of tax: its jurisdiction. */
  qualifier?: string;
}

export interface Account extends AccountRef {
  id: string;
}

export function accountKey(key: AccountKey): string {
  return `${key.kind}|${key.organizationId ?? ""}|${key.currency}|${key.qualifier ?? ""}`;
}

/** Accounts by `accountKey`, opened where they do not exist yet, in the order of keys, so that sessions which open the same never deadlock. */
export async function openAccounts(tx: DbOrTx, keys: AccountKey[]): Promise<Map<string, Account>> {
  const byKey = new Map(keys.map((key) => [accountKey(key), key]));
  const wanted = [...byKey.keys()].sort().map((key) => byKey.get(key)!);
  if (wanted.length === 0) return new Map();
  const found = await findAccounts(tx, wanted);
  const absent = wanted.filter((key) => !found.has(accountKey(key)));
  if (absent.length === 0) return found;
  await tx
    .insert(ledgerAccounts)
    .values(absent.map((key) => ({ ...key, id: newId("lac"), balanceMicros: key.organizationId ? 0n : null })))
    .onConflictDoNothing();
  return findAccounts(tx, wanted);
}

export async function openAccount(tx: DbOrTx, key: AccountKey): Promise<Account> {
  return (await openAccounts(tx, [key])).get(accountKey(key))!;
}

async function findAccounts(tx: DbOrTx, keys: AccountKey[]): Promise<Map<string, Account>> {
  const owners = [...new Set(keys.flatMap((key) => (key.organizationId ? [key.organizationId] : [])))];
  const kinds = [...new Set(keys.map((key) => key.kind))];
  const owned = owners.length
    ? await tx
        .select()
        .from(ledgerAccounts)
        .where(and(inArray(ledgerAccounts.organizationId, owners), inArray(ledgerAccounts.kind, kinds)))
    : [];
  const own = keys.some((key) => key.organizationId === null)
    ? await tx
        .select()
        .from(ledgerAccounts)
        .where(and(isNull(ledgerAccounts.organizationId), inArray(ledgerAccounts.kind, kinds)))
    : [];
  return new Map(
    [...owned, ...own].map((row) => [
      accountKey(row),
      { id: row.id, accountNumber: row.number, currency: row.currency },
    ]),
  );
}

/** A tenant's account under its row's lock, so that two launches cannot both count on the same balance. */
export async function lockAccount(tx: DbOrTx, key: AccountKey & { organizationId: string }) {
  const account = await openAccount(tx, key);
  const [row] = await tx.select().from(ledgerAccounts).where(eq(ledgerAccounts.id, account.id)).for("no key update");
  return { ...account, balanceMicros: row!.balanceMicros ?? 0n };
}

export function lockPrepaidAccount(tx: DbOrTx, organizationId: string, currency: Currency) {
  return lockAccount(tx, { kind: "customer_prepaid", organizationId, currency });
}
