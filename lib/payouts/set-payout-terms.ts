import { eq } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import { organizations, payoutTerms } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { parseMoney } from "@/lib/core/money";
import { AppError, notFound } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { parseInput } from "@/lib/parse-input";
import { type SetPayoutTermsInput, setPayoutTermsSchema } from "./schemas";

/** What the desk keeps back of an operator's payouts, and whether it holds them; for what is planned from now on. */
export async function setPayoutTerms(ctx: Context, input: SetPayoutTermsInput): Promise<void> {
  const { userId } = authorize(ctx, "payout_terms.manage");
  const { organizationId, reservePercent, reserveWeeks, minimum, heldReason } = parseInput(setPayoutTermsSchema, input);
  const minimumMicros = parseMoney(minimum);
  const reserveBps = Math.round(Number(reservePercent) * 100);
  const fields: Record<string, string[]> = {};
  if (minimumMicros === null || minimumMicros < 0n) fields.minimum = ["Enter an amount like 25."];
  if (reserveBps > 5_000) fields.reservePercent = ["At most 50 %."];
  if (minimumMicros === null || Object.keys(fields).length > 0)
    throw new AppError("invalid_input", "The terms were not changed.", { fields });
  await ctx.db.transaction(async (tx) => {
    const [operator] = await tx.select().from(organizations).where(eq(organizations.id, organizationId));
    if (operator?.kind !== "operator") throw notFound("operator");
    const updatedAt = await databaseNow(tx);
    const terms = {
      reserveBps,
      reserveWeeks,
      minimumMicros,
      heldReason: heldReason || null,
      updatedBy: userId,
      updatedAt,
    };
    await tx
      .insert(payoutTerms)
      .values({ organizationId, ...terms })
      .onConflictDoUpdate({ target: payoutTerms.organizationId, set: terms });
    const detail = { reserveBps, reserveWeeks, minimumMicros: String(minimumMicros), heldReason };
    await recordAudit(tx, ctx, { action: "payout_terms.set", targetId: organizationId, organizationId, detail });
  });
}
