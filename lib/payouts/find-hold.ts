import type { DbOrTx } from "@/db/client";
import { findPayoutHold } from "@/lib/compliance/standing";
import { findPayoutTerms } from "./terms";

/** Why nothing goes out to an operator at present: the desk holds it, or compliance does. Null where it may. */
export async function findHold(db: DbOrTx, organizationId: string): Promise<string | null> {
  const { heldReason } = await findPayoutTerms(db, organizationId);
  return heldReason ? `Held by the desk: ${heldReason}` : findPayoutHold(db, organizationId);
}
