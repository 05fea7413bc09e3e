import type { Transaction } from "@/db/client";
import { raiseNotice } from "@/lib/identity/notices";
import type { Lease } from "./types";

/** One notice a lease, that becomes graver as the day comes. */
export function dataNoticeKey(lease: Pick<Lease, "id">): string {
  return `data:${lease.id}`;
}

/** Tells the customer until when the data of a stopped lease is kept. */
export async function raiseDataNotice(
  tx: Transaction,
  lease: Pick<Lease, "id" | "name" | "organizationId">,
  notice: { why: string; until: Date; at: Date; isLast: boolean },
): Promise<void> {
  const day = utcMinute(notice.until);
  await raiseNotice(
    tx,
    {
      organizationId: lease.organizationId,
      key: dataNoticeKey(lease),
      severity: notice.isLast ? "critical" : "warning",
      title: notice.isLast
        ? `The data of ${lease.name} is deleted on ${day}`
        : `The data of ${lease.name} is kept until ${day}`,
      body: `${notice.why}. Its data is kept at no charge until then, and deleted after. Start it again to go on with it.`,
      href: `/instances/${lease.id}`,
      detail: { leaseId: lease.id, retainUntil: notice.until.toISOString() },
    },
    notice.at,
  );
}

export function utcMinute(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
