import { sql } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import { STRONG_SCORE } from "@/lib/core/compliance/screening";

/** What stands between an organization and new business. */
export interface Standing {
  /** Why, where it is suspended. */
  suspendedFor: string | null;
  /** A strong match is undecided or confirmed. */
  isUnderReview: boolean;
}

/** Not authorised: for what has looked the organization up. */
export async function readStanding(db: DbOrTx, organizationId: string): Promise<Standing> {
  const { rows } = await db.execute<{ suspendedFor: string | null; isUnderReview: boolean }>(sql`
    SELECT (SELECT reason FROM suspensions WHERE organization_id = ${organizationId} AND lifted_at IS NULL) AS "suspendedFor",
      EXISTS (SELECT 1 FROM screening_matches WHERE organization_id = ${organizationId}
        AND state IN ('open', 'clearing') AND score >= ${STRONG_SCORE - 1e-6}) AS "isUnderReview"`);
  return rows[0]!;
}

/** For the desk to read beside a payout that waits; null where it may go. */
export async function findPayoutHold(db: DbOrTx, organizationId: string): Promise<string | null> {
  const { suspendedFor, isUnderReview } = await readStanding(db, organizationId);
  if (suspendedFor !== null) return `Suspended: ${suspendedFor}`;
  return isUnderReview ? "Under review: a strong match with a denied-party list is undecided." : null;
}
