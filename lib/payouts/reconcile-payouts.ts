import { and, asc, eq, inArray, isNotNull, lte } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import { payoutAccounts, payouts } from "@/db/schema";
import type { Context } from "@/lib/context";
import { stripeEnv } from "@/lib/env";
import { convergeAll } from "@/lib/payments/converge-all";
import { convergePayout } from "./converge-payout";
import { convergePayoutAccount } from "./converge-payout-account";

const AT_ONCE = 100;

/** Looks again at transfers that Stripe's balance has not shown yet, and at accounts that nobody was told of. */
export async function reconcilePayouts(ctx: Context): Promise<number> {
  if (!stripeEnv()) return 0;
  const at = await databaseNow(ctx.db);
  const sent = await ctx.db
    .select({ id: payouts.id })
    .from(payouts)
    .where(and(eq(payouts.state, "sent"), isNotNull(payouts.stripeTransferId), lte(payouts.lookAgainAt, at)))
    .orderBy(asc(payouts.lookAgainAt))
    .limit(AT_ONCE);
  const accounts = await ctx.db
    .select({ id: payoutAccounts.stripeAccountId })
    .from(payoutAccounts)
    .where(
      and(
        isNotNull(payoutAccounts.stripeAccountId),
        inArray(payoutAccounts.state, ["requested", "active"]),
        lte(payoutAccounts.lookAgainAt, at),
      ),
    )
    .orderBy(asc(payoutAccounts.lookAgainAt))
    .limit(AT_ONCE);
  return (
    (await convergeAll(sent, "payout", (id) => convergePayout(ctx, id))) +
    (await convergeAll(
      accounts.map(({ id }) => ({ id: id! })),
      "payout account",
      (id) => convergePayoutAccount(ctx, id),
    ))
  );
}
