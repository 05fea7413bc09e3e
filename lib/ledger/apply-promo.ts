import { and, asc, eq, gt, inArray } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { promoGrants } from "@/db/schema";
import { type Currency, lesserOf } from "@/lib/core/money";
import { accountKey, openAccounts } from "./accounts";
import { type Posting, postTransactions } from "./post-transactions";

export interface Spending {
  organizationId: string;
  currency: Currency;
  spentMicros: bigint;
  /** A grant counts only where it had not expired by then. */
  at: Date;
}

type Grant = typeof promoGrants.$inferSelect;

/**
 * Pays what was just spent from prepaid balances back out of promotional money, the grant that expires first before the others: promo −x,
 * prepaid +x. In the transaction that booked the spending. Grants are updated under their rows' locks, taken in the order of their ids.
 */
export async function applyPromo(tx: Transaction, spendings: readonly Spending[]): Promise<void> {
  const owners = [...new Set(spendings.map((spending) => spending.organizationId))];
  if (owners.length === 0) return;
  const grants = await tx
    .select()
    .from(promoGrants)
    .where(and(inArray(promoGrants.organizationId, owners), gt(promoGrants.remainingMicros, 0n)))
    .orderBy(asc(promoGrants.id))
    .for("no key update");
  if (grants.length === 0) return;
  const uses = spread(grants, spendings);
  await book(tx, uses);
  for (const { grant } of uses)
    await tx
      .update(promoGrants)
      .set({ remainingMicros: grant.remainingMicros, uses: grant.uses })
      .where(eq(promoGrants.id, grant.id));
}

interface Use {
  grant: Grant;
  micros: bigint;
  at: Date;
}

/** Lowers `remainingMicros` of the grants as it goes; one use a grant at the most. */
function spread(grants: Grant[], spendings: readonly Spending[]): Use[] {
  const bySoonest = [...grants].sort((a, b) => a.expiresAt.getTime() - b.expiresAt.getTime());
  const uses = new Map<string, Use>();
  for (const { organizationId, currency, spentMicros, at } of spendings) {
    let left = spentMicros;
    for (const grant of bySoonest) {
      if (left <= 0n) break;
      if (grant.organizationId !== organizationId || grant.currency !== currency || grant.expiresAt < at) continue;
      const micros = lesserOf(grant.remainingMicros, left);
      if (micros === 0n) continue;
      grant.remainingMicros -= micros;
      left -= micros;
      const use = uses.get(grant.id) ?? { grant, micros: 0n, at };
      uses.set(grant.id, { ...use, micros: use.micros + micros, at: at > use.at ? at : use.at });
    }
  }
  return [...uses.values()];
}

async function book(tx: Transaction, uses: Use[]): Promise<void> {
  const keys = ({ grant: { organizationId, currency } }: Use) => ({
    promo: { kind: "customer_promo", organizationId, currency } as const,
    prepaid: { kind: "customer_prepaid", organizationId, currency } as const,
  });
  const accounts = await openAccounts(
    tx,
    uses.flatMap((use) => Object.values(keys(use))),
  );
  await postTransactions(
    tx,
    uses.map((use): Posting => {
      const { promo, prepaid } = keys(use);
      use.grant.uses += 1;
      return {
        kind: "promo_applied",
        ref: `${use.grant.id}:${use.grant.uses}`,
        effectiveAt: use.at,
        memo: use.grant.reason,
        entries: [
          { ...accounts.get(accountKey(promo))!, amountMicros: -use.micros },
          { ...accounts.get(accountKey(prepaid))!, amountMicros: use.micros },
        ],
      };
    }),
  );
}
