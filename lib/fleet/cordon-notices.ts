import type { Transaction } from "@/db/client";
import { raiseNotice, resolveNotice } from "@/lib/identity/notices";

interface CordonedHost {
  id: string;
  name: string;
  organizationId: string;
}

const keyOf = (hostId: string) => `cordon:${hostId}`;

/** For the operator, whose people did not do it themselves. */
export async function tellOfCordon(tx: Transaction, host: CordonedHost, reason: string, at: Date): Promise<void> {
  const { id, name, organizationId } = host;
  await raiseNotice(
    tx,
    {
      organizationId,
      key: keyOf(id),
      severity: "warning",
      title: `${name} is cordoned`,
      body: `${reason.replace(/\.?$/, ".")} Nothing new is placed there; what runs goes on.`,
      href: `/operator/hosts/${id}`,
    },
    at,
  );
}

export async function forgetCordon(
  tx: Transaction,
  host: Pick<CordonedHost, "id" | "organizationId">,
  at: Date,
): Promise<void> {
  await resolveNotice(tx, host.organizationId, keyOf(host.id), at);
}
