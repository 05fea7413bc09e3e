import { eq } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { hostChannels, hostRuns, hosts } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import type { EnrolRequest } from "@/lib/core/contracts/agent";
import { resolveNotice } from "@/lib/identity/notices";
import { cloneNoticeKey } from "./lock-cloned-host";
import { recordHostEvent } from "./record-host-event";
import { recordHostReport } from "./record-host-report";

/**
 * Gives a host another key, in the caller's transaction: what the one before has signed, and is kept of its order, is nobody's any more.
 * A host that was locked is open again; its leases go on where its containers still run.
 */
export async function reEnrolHost(
  tx: Transaction,
  ctx: Context,
  { hostId, tokenId, request }: { hostId: string; tokenId: string; request: EnrolRequest },
): Promise<void> {
  const { publicKey } = request;
  const [before] = await tx
    .select({ lockedAt: hosts.lockedAt, organizationId: hosts.organizationId })
    .from(hosts)
    .where(eq(hosts.id, hostId))
    .for("no key update");
  if (!before) throw new Error(`token ${tokenId} replaces a host that is not there`);
  const { organizationId } = before;
  await tx.delete(hostChannels).where(eq(hostChannels.hostId, hostId));
  await tx.delete(hostRuns).where(eq(hostRuns.hostId, hostId));
  const fresh = { nextPublicKey: null, keyRotationAskedAt: null, lockedAt: null, clockOffsetMs: 0 };
  await tx
    .update(hosts)
    .set({ ...fresh, publicKey, keySince: ctx.now })
    .where(eq(hosts.id, hostId));
  await recordHostReport(tx, hostId, request, ctx.now);
  const summary = before.lockedAt ? "Enrolled again with another key, and unlocked" : "Enrolled again with another key";
  await recordHostEvent(tx, ctx, { hostId, kind: "re_enrolled", summary, details: { tokenId }, at: ctx.now });
  const detail = { tokenId, wasLocked: before.lockedAt !== null };
  await recordAudit(tx, ctx, { action: "host.re_enrol", targetId: hostId, organizationId, detail });
  for (const reader of [organizationId, null]) await resolveNotice(tx, reader, cloneNoticeKey(hostId), ctx.now);
}
