import { and, eq, sql } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import { leaseIntervals, skus } from "@/db/schema";
import { type IntervalState, isStorage } from "@/lib/core/leases/states";
import { STORAGE_SKU } from "@/lib/core/leases/storage";
import { newId } from "@/lib/ids";
import type { Lease } from "./types";

export async function findOpenInterval(tx: DbOrTx, leaseId: string) {
  const [open] = await tx
    .select()
    .from(leaseIntervals)
    .where(and(eq(leaseIntervals.leaseId, leaseId), sql`upper_inf(${leaseIntervals.during})`));
  return open ?? null;
}

/**
 * Ends what is metered at `boundary` (whole seconds, not before what is billed) and opens an interval of `next` there, or none. What
 * would begin there or later is taken away: an end that is learnt of late may lie before a limit that was foreseen, and nothing can have
 * been billed in it.
 */
export async function switchInterval(tx: DbOrTx, lease: Lease, boundary: Date, next: IntervalState | null) {
  const open = await findOpenInterval(tx, lease.id);
  if (boundary.getTime() < lease.billedThrough.getTime())
    throw new Error(`${lease.id}: an interval cannot end at ${boundary.toISOString()}, before what is billed`);
  if (open && open.during.from >= boundary) await cutAt(tx, lease.id, boundary);
  else if (open)
    await tx
      .update(leaseIntervals)
      .set({ during: { from: open.during.from, to: boundary } })
      .where(eq(leaseIntervals.id, open.id));
  if (next) await openInterval(tx, lease, boundary, next);
}

async function cutAt(tx: DbOrTx, leaseId: string, boundary: Date) {
  const at = sql`${boundary.toISOString()}::timestamptz`;
  await tx
    .delete(leaseIntervals)
    .where(and(eq(leaseIntervals.leaseId, leaseId), sql`lower(${leaseIntervals.during}) >= ${at}`));
  await tx
    .update(leaseIntervals)
    .set({ during: sql`tstzrange(lower(${leaseIntervals.during}), ${at})` })
    .where(and(eq(leaseIntervals.leaseId, leaseId), sql`upper(${leaseIntervals.during}) > ${at}`));
}

export async function openInterval(tx: DbOrTx, lease: Lease, from: Date, state: IntervalState) {
  const unit = isStorage(state)
    ? { skuId: await findStorageSku(tx), units: lease.diskGib }
    : { skuId: lease.skuId, units: lease.acceleratorCount };
  await tx
    .insert(leaseIntervals)
    .values({ id: newId("ivl"), leaseId: lease.id, during: { from, to: null }, state, ...unit });
}

async function findStorageSku(tx: DbOrTx): Promise<string> {
  const [row] = await tx.select({ id: skus.id }).from(skus).where(eq(skus.code, STORAGE_SKU));
  if (!row) throw new Error(`the catalogue has no ${STORAGE_SKU}`);
  return row.id;
}
