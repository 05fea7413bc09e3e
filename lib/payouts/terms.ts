import { eq } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import { payoutTerms } from "@/db/schema";

/** What holds for an operator of whom the desk has said nothing. */
export const DEFAULT_TERMS = {
  reserveBps: 500,
  reserveWeeks: 4,
  minimumMicros: 25_000_000n,
  heldReason: null,
} as const;

export type PayoutTerms = Pick<
  typeof payoutTerms.$inferSelect,
  "reserveBps" | "reserveWeeks" | "minimumMicros" | "heldReason"
>;

export async function findPayoutTerms(db: DbOrTx, organizationId: string): Promise<PayoutTerms> {
  const [terms] = await db.select().from(payoutTerms).where(eq(payoutTerms.organizationId, organizationId));
  return terms ?? DEFAULT_TERMS;
}
