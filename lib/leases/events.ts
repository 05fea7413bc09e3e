import { sql } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import { leaseEvents } from "@/db/schema";
import type { LeaseState } from "@/lib/core/leases/states";
import { newId } from "@/lib/ids";

export interface LeaseEventInput {
  leaseId: string;
  source: "customer" | "platform" | "agent" | "probe";
  /**
   * Derived from the fact (lease, kind, boundary), never minted per delivery: told twice, it is kept once. Left out where the lease's
   * own change of state, under its lock, is the fact: that may go to and fro within a millisecond, and each time counts.
   */
  sourceEventId?: string;
  kind: string;
  fromState?: LeaseState;
  toState?: LeaseState;
  message: string;
  detail?: Record<string, unknown>;
  at: Date;
  agentAt?: Date;
}

/** The id of a fact that a lease has once with each of its containers. */
export function factId(lease: { id: string; incarnation: number }, fact: string): string {
  return lease.incarnation === 1 ? `${lease.id}:${fact}` : `${lease.id}:${lease.incarnation}:${fact}`;
}

/** Appends under the lease's row lock, which the caller holds, so that numbers have no gaps. Answers whether the fact was new. */
export async function appendEvent(tx: DbOrTx, event: LeaseEventInput): Promise<boolean> {
  const { leaseId } = event;
  const seq = sql`(SELECT coalesce(max(seq), 0) + 1 FROM lease_events WHERE lease_id = ${leaseId})`;
  const inserted = await tx
    .insert(leaseEvents)
    .values({
      ...event,
      id: newId("evt"),
      detail: event.detail ?? {},
      seq,
      requestId: sql`(SELECT request_id FROM leases WHERE id = ${leaseId})`,
      sourceEventId: event.sourceEventId ?? sql`${leaseId}::text || ':' || ${seq}`,
    })
    .onConflictDoNothing({ target: [leaseEvents.source, leaseEvents.sourceEventId] })
    .returning({ id: leaseEvents.id });
  return inserted.length > 0;
}
