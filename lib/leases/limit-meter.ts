import type { Transaction } from "@/db/client";
import type { Metered } from "@/lib/core/leases/replay";
import type { IntervalState } from "@/lib/core/leases/states";
import { HOLD_POLICY } from "@/lib/core/ledger/holds";
import { later, truncateToSecond } from "@/lib/core/time";
import { appendEvent, factId } from "./events";
import { findOpenInterval, switchInterval } from "./intervals";
import type { Lease } from "./types";

const STOP_MS = Number(HOLD_POLICY.stopSeconds) * 1_000;

interface MeterLimit {
  at: Date;
  why: string;
  /** What a running meter gives way to. */
  freeAs: IntervalState;
}

const isForMaintenance = (lease: Lease) => lease.retainUntil !== null && lease.retainedAs === "maintenance";

/** When the meter of the present state has to end though the state goes on; null where nothing limits it. */
function meterLimit(lease: Lease): MeterLimit | null {
  const stop = stopLimit(lease);
  if (!lease.endsAt || (stop && stop.at < lease.endsAt)) return stop;
  return { at: lease.endsAt, why: "Its end date has come", freeAs: "stopping" };
}

function stopLimit(lease: Lease): MeterLimit | null {
  if (lease.state !== "stopping" || !lease.stopRequestedAt) return null;
  const asked = truncateToSecond(lease.stopRequestedAt);
  if (isForMaintenance(lease)) return { at: asked, why: "Maintenance of its host begins", freeAs: "maintenance" };
  return { at: new Date(asked.getTime() + STOP_MS), why: "The stop is late", freeAs: "stopping" };
}

/**
 * Ends the meter of a lease that is past its end date, whose stop takes longer than holds allow for (money.md, Prepaid guard), or that is
 * stopped for its host's maintenance: who asked for the end, or did not, does not pay for a host, or a platform, that is late with it. The
 * lease goes on. `through` is what is known by now.
 */
export async function limitMeter(tx: Transaction, lease: Lease, through: Date): Promise<void> {
  const asked = meterLimit(lease);
  if (!asked) return;
  const limit = later(asked.at, lease.provenThrough);
  if (through <= limit) return;
  const open = await findOpenInterval(tx, lease.id);
  const free = open?.state === "running" ? asked.freeAs : open?.state === "stopped" ? "retained" : null;
  if (!free) return;
  await switchInterval(tx, lease, limit, free);
  await appendEvent(tx, {
    leaseId: lease.id,
    source: "platform",
    sourceEventId: factId(lease, `unmetered:${limit.toISOString()}`),
    kind: "lease.unmetered",
    message: `${asked.why}; not billed from here`,
    detail: { metered: { state: free } satisfies Metered },
    at: limit,
  });
}
