import { and, eq } from "drizzle-orm";
import { payoutAccounts } from "@/db/schema";
import { acrossTenants } from "@/db/tenancy";
import type { Context } from "@/lib/context";
import { publicOrigin } from "@/lib/env";
import { AppError, notFound } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { newId } from "@/lib/ids";
import { stripeClient } from "@/lib/stripe/client";
import { inWords } from "@/lib/stripe/refusal";

/** Stripe's own page where the operator says who they are and which bank account they have; good for some minutes, so it is made anew each time. */
export async function openOnboarding(asked: Context, { accountId }: { accountId: string }): Promise<{ url: string }> {
  const ctx = acrossTenants(asked, "the call to Stripe is the platform's");
  const { organizationId } = authorize(ctx, "payout_account.manage");
  const [account] = await ctx.db
    .select()
    .from(payoutAccounts)
    .where(and(eq(payoutAccounts.id, accountId), eq(payoutAccounts.organizationId, organizationId)));
  if (account?.route !== "stripe") throw notFound("payout account");
  if (!account.stripeAccountId)
    throw new AppError("unavailable", "Stripe has not answered yet. Try again in a minute.");
  const page = `${publicOrigin()}/operator/payouts`;
  try {
    const { url } = await stripeClient().v2.core.accountLinks.create(
      {
        account: account.stripeAccountId,
        use_case: {
          type: "account_onboarding",
          account_onboarding: {
            refresh_url: page,
            return_url: `${page}?returned=${account.id}`,
            collection_options: { fields: "eventually_due", future_requirements: "include" },
          },
        },
      },
      { idempotencyKey: newId("req") },
    );
    return { url };
  } catch (error) {
    throw new AppError("unavailable", `Stripe did not open its page: ${inWords(error)}`);
  }
}
