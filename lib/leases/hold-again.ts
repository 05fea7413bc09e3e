import type { Transaction } from "@/db/client";
import { holdMicros } from "@/lib/core/ledger/holds";
import { convertMicros, taxMicros, termAt } from "@/lib/core/rating/charge";
import { setAside } from "./set-aside";
import { loadTimelines, type Timeline } from "./timeline";
import type { Lease } from "./types";

/** Micros of the customer's currency, tax included, that a lease sets aside while it runs, at its pinned price. */
export function holdOf(timeline: Timeline, lease: Lease, at: Date): bigint {
  const net = holdMicros(ratePerHour(timeline, lease, at));
  const { terms } = timeline;
  const tax = termAt(terms.taxes, at);
  const fx = terms.conversions ? termAt(terms.conversions, at) : null;
  if (!tax && !fx) return net;
  return convertMicros(net + taxMicros(net, tax), fx) + 1n;
}

/** Before tax, all accelerators together, in the offer's currency. */
function ratePerHour({ rates }: Timeline, lease: Lease, at: Date): bigint {
  const rate = rates.find(
    ({ side, skuId, from, to }) => side === "retail" && skuId === lease.skuId && from <= at && (to === null || at < to),
  );
  if (!rate) throw new Error(`${lease.id} has no price at ${at.toISOString()}`);
  return rate.microsPerUnitHour * BigInt(lease.acceleratorCount);
}

/** Sets money aside for a lease that is started again, as a launch does (`setAside`), at its pinned price. */
export async function holdAgain(tx: Transaction, lease: Lease, at: Date): Promise<void> {
  const timeline = (await loadTimelines(tx, [lease.id])).get(lease.id)!;
  const { organizationId, currency, billingCurrency } = lease;
  const retailMicrosPerHour = ratePerHour(timeline, lease, at);
  const accelerators = lease.acceleratorCount;
  await setAside(tx, {
    organizationId,
    leaseId: lease.id,
    projectId: lease.projectId,
    currency,
    billingCurrency,
    accelerators,
    retailMicrosPerHour,
    at,
  });
}
