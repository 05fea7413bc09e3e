import { and, gt, isNotNull, isNull, lte, ne, or } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { leases } from "@/db/schema";
import type { Context } from "@/lib/context";
import { formatMoney } from "@/lib/core/money";
import { isolate } from "@/lib/leases/isolate";
import { bookedCharges, isSpent } from "@/lib/leases/limits";
import { retainLease, retentionEnd } from "@/lib/leases/retain-lease";
import { loadTimelines } from "@/lib/leases/timeline";
import type { Lease } from "@/lib/leases/types";
import { readSnapshot } from "./snapshot";

const BATCH = 500;

/**
 * Stops leases whose end date has come, or whose total charge would exceed their customer's limit before the next look and the stop
 * itself; their data is kept for nothing for the stated days. A stopped lease's storage counts as well. Any number of workers may
 * run it. Answers how many were acted on.
 */
export async function guardLimits(ctx: Context): Promise<number> {
  let acted = 0;
  for (const { lease, reason, at } of await findLimited(ctx)) {
    const retained = await isolate(ctx.db, lease.id, async (tx) =>
      retainLease(tx, lease, await retentionEnd(tx, lease.organizationId, at), reason),
    );
    if (retained) acted += 1;
  }
  return acted;
}

interface Reached {
  lease: Lease;
  reason: string;
  at: Date;
}

function findLimited(ctx: Context): Promise<Reached[]> {
  return readSnapshot(ctx.db, async (tx) => {
    const at = await databaseNow(tx);
    const reached: Reached[] = [];
    for (let page = await nextPage(tx, "", at); page.length > 0; page = await nextPage(tx, page.at(-1)!.id, at)) {
      const over = page.filter(({ endsAt }) => endsAt && endsAt <= at);
      const spent = await findSpent(
        tx,
        page.filter((lease) => !over.includes(lease)),
        at,
      );
      for (const lease of over) reached.push({ lease, reason: "Stopped: its end date has come", at });
      for (const lease of spent)
        reached.push({ lease, reason: `Stopped: its spend limit of ${limitOf(lease)} is reached`, at });
    }
    return reached;
  });
}

/** A stop under way ends in time for the spend limit, for the look before it was asked for has seen that far ahead. */
function nextPage(tx: Transaction, afterId: string, at: Date): Promise<Lease[]> {
  return tx
    .select()
    .from(leases)
    .where(
      and(
        isNull(leases.endedAt),
        isNull(leases.retainUntil),
        or(lte(leases.endsAt, at), and(isNotNull(leases.spendLimitMicros), ne(leases.state, "stopping"))),
        gt(leases.id, afterId),
      ),
    )
    .orderBy(leases.id)
    .limit(BATCH);
}

async function findSpent(tx: Transaction, limited: Lease[], at: Date): Promise<Lease[]> {
  const ids = limited.map((lease) => lease.id);
  const timelines = await loadTimelines(tx, ids);
  const booked = await bookedCharges(tx, ids);
  return limited.filter((lease) =>
    isSpent(lease.spendLimitMicros!, booked.get(lease.id) ?? 0n, timelines.get(lease.id)!, at),
  );
}

function limitOf({ spendLimitMicros, billingCurrency }: Lease): string {
  return formatMoney(spendLimitMicros!, billingCurrency, { precision: "trimmed" });
}
