import type { Transaction } from "@/db/client";
import { raiseNotice, resolveNotice } from "@/lib/identity/notices";

/** A host, or an accelerator with the href of its page. */
interface Cordoned {
  id: string;
  name: string;
  organizationId: string;
  href?: string;
}

const keyOf = (id: string) => `cordon:${id}`;

/** For the operator, whose people did not do it themselves. */
export async function tellOfCordon(tx: Transaction, cordoned: Cordoned, reason: string, at: Date): Promise<void> {
  const { id, name, organizationId, href = `/operator/hosts/${id}` } = cordoned;
  await raiseNotice(
    tx,
    {
      organizationId,
      key: keyOf(id),
      severity: "warning",
      title: `${name} is cordoned`,
      body: `${reason.replace(/\.?$/, ".")} Nothing new is placed there; what runs goes on.`,
      href,
    },
    at,
  );
}

export async function forgetCordon(
  tx: Transaction,
  cordoned: Pick<Cordoned, "id" | "organizationId">,
  at: Date,
): Promise<void> {
  await resolveNotice(tx, cordoned.organizationId, keyOf(cordoned.id), at);
}
