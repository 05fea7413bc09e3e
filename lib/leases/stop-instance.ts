import { acrossTenants } from "@/db/tenancy";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { AppError } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { askedBy, findOwn, stopLease } from "./close-lease";
import { lockHost, lockLease } from "./locks";
import type { CloseLeaseInput } from "./schemas";
import type { Lease } from "./types";

/**
 * Ends a lease's container and keeps its data: stopping, then stopped once the container has ended. The accelerators and the hold are
 * free then, and only storage is billed. Asked again, or after the end, it changes nothing. Refusal: `precondition_failed` where
 * it has never run, for then there is no data to keep.
 */
export async function stopInstance(asked: Context, input: CloseLeaseInput): Promise<Lease> {
  const ctx = acrossTenants(asked, "the host is its operator's");
  const actor = authorize(ctx, "lease.stop");
  return ctx.db.transaction(async (tx) => {
    const found = await findOwn(tx, actor, input.leaseId);
    await lockHost(tx, found.hostId);
    const lease = await lockLease(tx, found.id);
    if (lease.state === "provisioning" && lease.runningAt === null)
      throw new AppError(
        "precondition_failed",
        "It has not run yet, so there is no data to keep. Terminate it instead.",
      );
    const stopping = await stopLease(tx, lease, { ...askedBy(actor), keepsData: true });
    if (stopping)
      await recordAudit(tx, ctx, { action: "lease.stop", targetId: lease.id, organizationId: lease.organizationId });
    return stopping ?? lease;
  });
}
