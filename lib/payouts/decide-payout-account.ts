import { and, eq } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import { payoutAccounts } from "@/db/schema";
import { acrossTenants } from "@/db/tenancy";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { AppError, notFound } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { resolveNotice } from "@/lib/identity/notices";
import { parseInput } from "@/lib/parse-input";
import { type DecidePayoutAccountInput, decidePayoutAccountSchema } from "./schemas";

/**
 * A second person puts a payout account in force or turns it down. Whoever asked for it can only withdraw it. The one in force before is replaced:
 * payouts that are planned to it are planned anew.
 */
export async function decidePayoutAccount(asked: Context, input: DecidePayoutAccountInput): Promise<void> {
  const ctx = acrossTenants(asked, "the desk is told, and the call to Stripe is the platform's");
  const actor = authorize(ctx, "payout_account.approve");
  const { accountId, approve, note } = parseInput(decidePayoutAccountSchema, input);
  await ctx.db.transaction(async (tx) => {
    const [account] = await tx.select().from(payoutAccounts).where(eq(payoutAccounts.id, accountId)).for("update");
    const isOwn = account?.organizationId === actor.organizationId;
    if (!account || (actor.organizationKind === "operator" && !isOwn)) throw notFound("payout account");
    if (account.state !== "requested") throw new AppError("conflict", "It was decided already.");
    const isRequester = account.requestedBy === actor.userId;
    if (approve && isRequester)
      throw new AppError("forbidden", "Somebody else must approve it: another owner, or the platform's desk.");
    const at = await databaseNow(tx);
    const { organizationId, currency } = account;
    if (approve)
      await tx
        .update(payoutAccounts)
        .set({ state: "replaced" })
        .where(
          and(
            eq(payoutAccounts.organizationId, organizationId),
            eq(payoutAccounts.currency, currency),
            eq(payoutAccounts.state, "active"),
          ),
        );
    const state = approve ? "active" : "rejected";
    const decision = { decidedBy: actor.userId, decidedAt: at, decisionNote: note || null };
    await tx
      .update(payoutAccounts)
      .set({ state, ...decision })
      .where(eq(payoutAccounts.id, accountId));
    const verb = approve ? "approve" : isRequester ? "withdraw" : "reject";
    const detail = { currency, note };
    await recordAudit(tx, ctx, { action: `payout_account.${verb}`, targetId: accountId, organizationId, detail });
    const key = `payout_account_request:${accountId}`;
    await resolveNotice(tx, organizationId, key, at);
    await resolveNotice(tx, null, key, at);
  });
}
