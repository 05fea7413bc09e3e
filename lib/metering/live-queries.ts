import { and, eq, sql } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import { subscribe } from "@/db/notifications";
import { leases, usageSegments } from "@/db/schema";
import type { Context } from "@/lib/context";
import { isFinal } from "@/lib/core/leases/states";
import { notFound } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { findFailedStart } from "@/lib/leases/failed-start";
import { findLeaseReach } from "@/lib/leases/lease-reach";
import { ownLeases } from "@/lib/leases/own-leases";
import { type LeaseEvent, listEventsAfter } from "@/lib/leases/queries";
import { presentHostKey } from "@/lib/leases/ssh-host-key";
import { loadTimelines, type Timeline } from "@/lib/leases/timeline";
import type { Lease } from "@/lib/leases/types";
import { sumAdjustments } from "./adjustment-sums";
import { chargedMicros } from "./charged";
import { readSnapshot } from "./snapshot";

type Reader = Pick<Context, "db" | "actor">;

/**
 * What someone who watches a lease needs now: its state, events after `after`, how to reach it, what is booked, and the
 * intervals and prices from which the browser computes the rest. `settled` once it is over and billed to its end.
 */
export async function getLiveLease(ctx: Reader, { leaseId, after }: { leaseId: string; after: number }) {
  const actor = authorize(ctx, "lease.view");
  const live = await readSnapshot(ctx.db, async (tx) => {
    const [lease] = await tx
      .select()
      .from(leases)
      .where(and(eq(leases.id, leaseId), ownLeases(actor)));
    if (!lease) throw notFound("instance");
    const events = await listEventsAfter(tx, leaseId, after);
    const [booked] = await tx
      .select({
        micros: sql<bigint>`coalesce(sum(${chargedMicros}), 0)::bigint`,
        seconds: sql<bigint>`coalesce(sum(extract(epoch FROM ${usageSegments.segEnd} - ${usageSegments.segStart}))
          FILTER (WHERE ${usageSegments.retailRateId} IS NOT NULL), 0)::bigint`,
      })
      .from(usageSegments)
      .where(eq(usageSegments.leaseId, leaseId));
    const timelines = await loadTimelines(tx, [leaseId]);
    const serverTime = await databaseNow(tx);
    const adjusted = (await sumAdjustments(tx, [leaseId])).of(leaseId);
    const corrected = {
      micros: booked!.micros + adjusted.chargeMicros,
      seconds: booked!.seconds + adjusted.seconds,
    };
    const failedStart =
      lease.state === "stopped" || lease.state === "failed" ? await findFailedStart(tx, leaseId) : null;
    const read = { events, booked: corrected, serverTime, failedStart };
    return snapshotOf(lease, timelines.get(leaseId)!, read);
  });
  return { ...live, reach: live.state === "unreachable" ? await findLeaseReach(ctx, leaseId) : null };
}

export type LiveLease = Awaited<ReturnType<typeof getLiveLease>>;

interface Read {
  events: LeaseEvent[];
  booked: { micros: bigint; seconds: bigint };
  serverTime: Date;
  failedStart: Awaited<ReturnType<typeof findFailedStart>>;
}

function snapshotOf(lease: Lease, { intervals, rates, terms }: Timeline, read: Read) {
  const { events, booked, serverTime, failedStart } = read;
  const isUnbooked = (window: { to: Date | null }) => window.to === null || window.to > lease.billedThrough;
  return {
    leaseId: lease.id,
    state: lease.state,
    endReason: lease.endReason,
    failedStart,
    /** Whether there is, or will be once it has stopped, data to start again with; until when it is kept for nothing. */
    keepsData: lease.state === "stopped" || (lease.state === "stopping" && lease.stopKeepsData),
    retainUntil: lease.retainUntil,
    hasData: lease.runningAt !== null,
    endedAt: lease.endedAt,
    runningAt: lease.runningAt,
    bootDeadlineAt: lease.bootDeadlineAt,
    sshAddress: lease.sshAddress,
    sshPort: lease.sshPort,
    sshHostKey: presentHostKey(lease),
    /** What the customer pays in; the rates are in the offer's. */
    currency: lease.billingCurrency,
    rateCurrency: lease.currency,
    serverTime,
    billedThrough: lease.billedThrough,
    bookedMicros: booked.micros,
    bookedSeconds: booked.seconds,
    intervals: intervals
      .filter(isUnbooked)
      .map(({ state, skuId, units, from, to }) => ({ state, skuId, units, from, to })),
    rates: rates
      .filter((rate) => rate.side === "retail" && isUnbooked(rate))
      .map(({ skuId, microsPerUnitHour, from, to }) => ({ skuId, microsPerUnitHour, from, to })),
    terms: {
      taxes: terms.taxes.filter(isUnbooked).map(({ rateBps, from, to }) => ({ rateBps, from, to })),
      conversions: terms.conversions?.filter(isUnbooked).map(({ rateE9, from, to }) => ({ rateE9, from, to })) ?? null,
    },
    events,
    settled: isFinal(lease.state) && lease.nextDue === null,
  };
}

/** Calls `wake` after each committed event of a lease; the caller has looked the lease up as its own. */
export function watchLease(leaseId: string, wake: () => void): () => void {
  return subscribe("lease", leaseId, wake);
}
