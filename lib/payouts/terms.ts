import { eq } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import { payoutTerms } from "@/db/schema";
import type { Context } from "@/lib/context";
import { authorize } from "@/lib/identity/authorize";

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

/** What holds for an operator; for the desk. */
export async function getPayoutTerms(ctx: Context, { organizationId }: { organizationId: string }) {
  authorize(ctx, "payout.manage", "look");
  return findPayoutTerms(ctx.db, organizationId);
}
