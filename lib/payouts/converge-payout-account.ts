import { eq } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import { payoutAccounts } from "@/db/schema";
import type { Context } from "@/lib/context";
import { raiseNotice, resolveNotice } from "@/lib/identity/notices";
import { stripeClient } from "@/lib/stripe/client";
import { accountFacts } from "./account-facts";

const LOOK_AGAIN_MS = 60 * 60_000;

/** Makes an operator's account what it is at Stripe now, and tells them when Stripe has stopped paying it. Answers whether it changed. */
export async function convergePayoutAccount(ctx: Context, stripeAccountId: string): Promise<boolean> {
  const ours = eq(payoutAccounts.stripeAccountId, stripeAccountId);
  if ((await ctx.db.$count(payoutAccounts, ours)) === 0) return false;
  // before the account is asked for: what it says is at least as new as this
  const lookAgainAt = new Date((await databaseNow(ctx.db)).getTime() + LOOK_AGAIN_MS);
  const include = ["configuration.recipient", "requirements"] as const;
  const facts = accountFacts(
    await stripeClient().v2.core.accounts.retrieve(stripeAccountId, { include: [...include] }),
  );
  return ctx.db.transaction(async (tx) => {
    const at = await databaseNow(tx);
    const [before] = await tx.select().from(payoutAccounts).where(ours).for("no key update");
    if (!before || before.lookAgainAt > lookAgainAt) return false;
    await tx
      .update(payoutAccounts)
      .set({ ...facts, lookAgainAt })
      .where(ours);
    if (facts.transfersStatus === before.transfersStatus) return false;
    const { organizationId } = before;
    const key = `payout_account:${before.id}`;
    if (facts.transfersStatus === "active") await resolveNotice(tx, organizationId, key, at);
    else if (before.transfersStatus === "active") {
      const title = "Stripe has paused payouts to your account";
      const body = "Go on with your details at Stripe; what you earn meanwhile is kept for you.";
      await raiseNotice(tx, { organizationId, key, severity: "warning", title, body, href: "/operator/payouts" }, at);
    }
    return true;
  });
}
