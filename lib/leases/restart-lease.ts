import { eq } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { leases } from "@/db/schema";
import type { Metered } from "@/lib/core/leases/replay";
import { later, truncateToSecond } from "@/lib/core/time";
import { settings } from "@/lib/env";
import { appendEvent } from "./events";
import { switchInterval } from "./intervals";
import { bumpDesired } from "./locks";
import { becomeUnreachable, NO_CONTAINER } from "./transitions";
import type { Lease } from "./types";

export const RESTARTED = "lease.restarted";

/**
 * Another container for a lease whose host has restarted, with the accelerators and the hold that it has, over the same data and at the same
 * price. What lies between the last proof and `at` was unreachable, and what comes until SSH answers is a start: neither is billed.
 */
export async function restartLease(tx: Transaction, lease: Lease, at: Date): Promise<void> {
  if (lease.state === "running")
    await becomeUnreachable(tx, lease, { source: "agent", reason: "Its host has restarted" });
  const from = later(truncateToSecond(at), lease.provenThrough);
  await switchInterval(tx, lease, from, "provisioning");
  await tx
    .update(leases)
    .set({
      state: "provisioning",
      incarnation: lease.incarnation + 1,
      bootDeadlineAt: new Date(at.getTime() + settings().bootLimitMs),
      provenThrough: from,
      ...NO_CONTAINER,
    })
    .where(eq(leases.id, lease.id));
  await appendEvent(tx, {
    leaseId: lease.id,
    source: "platform",
    kind: RESTARTED,
    fromState: "unreachable",
    toState: "provisioning",
    message:
      "Its host has restarted; it is started again there with the same accelerators and the data in /workspace. Not billed until SSH answers",
    detail: { metered: { state: "provisioning" } satisfies Metered },
    at: from,
  });
  await bumpDesired(tx, lease.hostId);
}
