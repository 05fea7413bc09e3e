import { sql } from "drizzle-orm";
import type Stripe from "stripe";
import { databaseNow } from "@/db/clock";
import { stripeClient } from "@/lib/stripe/client";
import type { EventReader } from "../event-reader";
import { bookByItself } from "./book-by-itself";
import { keepMovements } from "./keep-movements";

const EXPAND = ["balance_transaction.source", "failure_balance_transaction.source"];

/** Stripe's payouts of our own balance to our bank; those of an operator's account at Stripe are not ours to book. */
export const stripePayoutEvents: EventReader = {
  about: /^payout\./,
  async look(ctx, { objectId, payload }) {
    if (!objectId || (payload as { account?: string }).account) return false;
    const payout = await stripeClient().payouts.retrieve(objectId, { expand: EXPAND });
    const both = [payout.balance_transaction, payout.failure_balance_transaction];
    const movements = both.filter((one): one is Stripe.BalanceTransaction => typeof one === "object" && one !== null);
    await ctx.db.transaction(async (tx) => {
      await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtext('openhall.reconciliation'))`);
      const at = await databaseNow(tx);
      await keepMovements(tx, movements, at);
      await bookByItself(tx, at);
    });
    return true;
  },
};
