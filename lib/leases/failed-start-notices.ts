import type { Transaction } from "@/db/client";
import { raiseNotice, resolveNotice } from "@/lib/identity/notices";
import type { Lease } from "./types";

const noticeKey = ({ id }: Pick<Lease, "id">) => `start-failed:${id}`;

/** A start again that failed leaves an instance that nobody expects to be stopped. */
export async function tellOfFailedStart(
  tx: Transaction,
  lease: Lease,
  { reason, at }: { reason: string; at: Date },
): Promise<void> {
  await raiseNotice(
    tx,
    {
      organizationId: lease.organizationId,
      key: noticeKey(lease),
      severity: "warning",
      title: `${lease.name} could not be started again`,
      body: `${reason.replace(/\.?$/, ".")} The attempt is not charged, and what is in /workspace is kept. Start it again to try once more, or launch the same elsewhere.`,
      href: `/instances/${lease.id}`,
      detail: { leaseId: lease.id },
    },
    at,
  );
}

/** It is started again, or over. */
export function forgetFailedStart(tx: Transaction, lease: Lease, at: Date): Promise<boolean> {
  return resolveNotice(tx, lease.organizationId, noticeKey(lease), at);
}
