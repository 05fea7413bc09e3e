import type { Transaction } from "@/db/client";
import type { InstanceReport } from "@/lib/core/contracts/agent";
import { type Moment, type ProvenLease, provableThrough } from "./proven-lease";
import { finishLease } from "./transitions";
import type { Lease } from "./types";

/**
 * Of a stopped lease whose host still speaks of it: its data was there all the time since the last word, however long ago that was,
 * for what is there before and after was there between.
 */
export function proveKept(lease: Lease, seen: InstanceReport, moment: Moment): ProvenLease | null {
  if (seen.phase === "lost" || moment.facts.engine === null) return null;
  return { leaseId: lease.id, provenThrough: provableThrough(lease, moment.at), uptimeMs: null };
}

/** The volume is gone from its host: there is nothing left to keep or to start again. Its storage is billed to the last word of it. */
export async function observeKept(tx: Transaction, lease: Lease, seen: InstanceReport, moment: Moment): Promise<void> {
  if (seen.phase !== "lost" || moment.facts.engine === null) return;
  const at = lease.retainUntil ? moment.at : lease.provenThrough;
  await finishLease(tx, lease, {
    at,
    to: "ended",
    source: "agent",
    reason: "The instance's data is gone from its host",
  });
}
