import { and, desc, eq, ne, notExists, notInArray, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { disputes, refunds, topUps } from "@/db/schema";
import { type Currency, lesserOf } from "@/lib/core/money";
import { REFUNDABLE_DISPUTE_STATES } from "@/lib/core/payments/dispute";
import { readStandings } from "@/lib/leases/standings";

interface Of {
  organizationId: string;
  currency: Currency;
  /** Of one payment alone. */
  topUpId?: string | undefined;
}

export interface Refundable {
  /** With what has not gone back of each yet, the last first. */
  payments: { topUpId: string; leftMicros: bigint }[];
  /** As far as the money is unused, too. */
  mostMicros: bigint;
}

/** What can go back to a customer's cards. The caller holds the lock of the account that it is taken from. */
export async function readRefundable(tx: Transaction, of: Of, at: Date): Promise<Refundable> {
  const payments = await listRefundable(tx, of);
  const left = payments.reduce((sum, one) => sum + one.leftMicros, 0n);
  const mostMicros = lesserOf(left, await unusedMicros(tx, of, at));
  return { payments, mostMicros: mostMicros > 0n ? mostMicros : 0n };
}

/** Paid balance without what has accrued, is held or was lent. */
async function unusedMicros(tx: Transaction, { organizationId, currency }: Of, at: Date): Promise<bigint> {
  const standings = await readStandings(tx, [organizationId], at, { payers: [{ organizationId, currency }] });
  const funds = standings.find((one) => one.currency === currency)?.funds;
  return funds ? funds.balanceMicros - funds.accruedMicros - funds.heldMicros : 0n;
}

/** A payment whose bank takes it back, or may, does not go back a second time. */
async function listRefundable(tx: Transaction, { organizationId, currency, topUpId }: Of) {
  const given = tx
    .select({ topUpId: refunds.topUpId, micros: sql<bigint>`sum(${refunds.amountMicros})::bigint`.as("micros") })
    .from(refunds)
    .where(and(eq(refunds.organizationId, organizationId), ne(refunds.state, "failed")))
    .groupBy(refunds.topUpId)
    .as("given");
  const disputed = tx
    .select({ id: disputes.id })
    .from(disputes)
    .where(and(eq(disputes.topUpId, topUps.id), notInArray(disputes.state, REFUNDABLE_DISPUTE_STATES)));
  const rows = await tx
    .select({ topUpId: topUps.id, leftMicros: sql<bigint>`${topUps.amountMicros} - coalesce(${given.micros}, 0)` })
    .from(topUps)
    .leftJoin(given, eq(given.topUpId, topUps.id))
    .where(
      and(
        eq(topUps.organizationId, organizationId),
        eq(topUps.currency, currency),
        eq(topUps.state, "paid"),
        topUpId === undefined ? undefined : eq(topUps.id, topUpId),
        notExists(disputed),
      ),
    )
    .orderBy(desc(topUps.paidAt), desc(topUps.id));
  return rows.filter((row) => row.leftMicros > 0n);
}
