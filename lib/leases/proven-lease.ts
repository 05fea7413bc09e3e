import type { HostFacts } from "@/lib/core/contracts/agent";
import { earlier, later, truncateToSecond } from "@/lib/core/time";
import type { Lease } from "./types";

export interface Moment {
  /** Postgres' clock when the report arrived. */
  at: Date;
  /** Agent's clock when it was sent: evidence only. */
  sentAt: Date;
  facts: HostFacts;
}

/** That a lease's container ran on, or that its data was kept, to the moment of a report. */
export interface ProvenLease {
  leaseId: string;
  provenThrough: Date;
  /** Null where no container is. */
  uptimeMs: number | null;
}

/**
 * What a proof that arrives at `at` makes known. Never past the end date that the customer set, so that however late the platform acts
 * on it nothing is billed beyond; data that is kept for nothing may be kept longer.
 */
export function provableThrough(lease: Lease, at: Date): Date {
  const known = truncateToSecond(at);
  const isFree = lease.state === "stopped" && lease.retainUntil !== null;
  return later(lease.provenThrough, lease.endsAt && !isFree ? earlier(known, lease.endsAt) : known);
}
