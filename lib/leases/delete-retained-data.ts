import { and, eq, lte, or, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { leases } from "@/db/schema";
import type { Context } from "@/lib/context";
import { raiseDataNotice, utcMinute } from "./data-notices";
import { appendEvent, factId } from "./events";
import { isolate } from "./isolate";
import { lockHost, lockLease } from "./locks";
import { finishLease } from "./transitions";
import type { Lease } from "./types";

const BATCH = 100;
const NOTICE_MS = 24 * 3_600_000;

const notAnnounced = sql`NOT EXISTS (SELECT 1 FROM lease_events e WHERE e.lease_id = leases.id
  AND e.kind = 'lease.deletion_announced' AND (e.detail->>'incarnation')::int = leases.incarnation)`;

/**
 * Ends leases whose data was kept for as long as was promised, so that their hosts delete it; a day before, the customer is told once
 * more. Where that notice came late the data is kept for a day from it: nothing is deleted without one. Any number of workers may run
 * it; each lease is looked at again under its lock. Answers how many leases were told of or ended.
 */
export async function deleteRetainedData(ctx: Context): Promise<number> {
  const now = await databaseNow(ctx.db);
  const due = await ctx.db
    .select({ id: leases.id, hostId: leases.hostId })
    .from(leases)
    .where(
      and(
        eq(leases.state, "stopped"),
        lte(leases.retainUntil, new Date(now.getTime() + NOTICE_MS)),
        or(lte(leases.retainUntil, now), notAnnounced),
      ),
    )
    .orderBy(leases.retainUntil)
    .limit(BATCH);
  let done = 0;
  for (const lease of due)
    done +=
      (await isolate(ctx.db, lease.id, async (tx) => {
        await lockHost(tx, lease.hostId);
        return (await judge(tx, await lockLease(tx, lease.id))) ? 1 : 0;
      })) ?? 0;
  return done;
}

async function judge(tx: Transaction, lease: Lease): Promise<boolean> {
  const at = await databaseNow(tx);
  if (lease.state !== "stopped" || !lease.retainUntil) return false;
  if (lease.retainUntil.getTime() - at.getTime() > NOTICE_MS) return false;
  if (await announce(tx, lease, at)) return true;
  if (lease.retainUntil > at) return false;
  const reason = "The data is deleted: it was kept for as long as was said";
  await finishLease(tx, lease, { at, to: "ended", source: "platform", reason });
  return true;
}

/** Once for each time that data is kept; answers whether this was it. */
async function announce(tx: Transaction, lease: Lease, at: Date): Promise<boolean> {
  const until = keptAtLeastUntil(lease.retainUntil!, at);
  const isNew = await appendEvent(tx, {
    leaseId: lease.id,
    source: "platform",
    sourceEventId: factId(lease, "deletion-announced"),
    kind: "lease.deletion_announced",
    message: `The data is deleted on ${utcMinute(until)} unless it is started again`,
    detail: { incarnation: lease.incarnation },
    at,
  });
  if (!isNew) return false;
  await tx.update(leases).set({ retainUntil: until }).where(eq(leases.id, lease.id));
  await raiseDataNotice(tx, lease, { why: lease.endReason ?? "It is stopped", until, at, isLast: true });
  return true;
}

/** A notice that is a few minutes late changes no date; a later one gives its day. */
function keptAtLeastUntil(until: Date, at: Date): Date {
  const isPunctual = until.getTime() - at.getTime() >= NOTICE_MS - 3_600_000;
  return isPunctual ? until : new Date(at.getTime() + NOTICE_MS);
}
