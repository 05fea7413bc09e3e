import { eq } from "drizzle-orm";
import { payouts } from "@/db/schema";
import type { EventReader } from "@/lib/payments/event-reader";
import { convergePayout } from "./converge-payout";
import { convergePayoutAccount } from "./converge-payout-account";

/** Of transfers: found by Stripe's id, for a reversal that somebody made in Stripe's dashboard names no more. */
const transferEvents: EventReader = {
  about: /^transfer\./,
  async look(ctx, { objectId }) {
    if (!objectId) return false;
    const [payout] = await ctx.db
      .select({ id: payouts.id })
      .from(payouts)
      .where(eq(payouts.stripeTransferId, objectId));
    if (payout) await convergePayout(ctx, payout.id);
    return payout !== undefined;
  },
};

const accountEvents: EventReader = {
  about: /^v2\.core\.account[[.]/,
  async look(ctx, { objectId }) {
    if (!objectId?.startsWith("acct_")) return false;
    await convergePayoutAccount(ctx, objectId);
    return true;
  },
};

/** Events that this domain acts on. */
export const PAYOUT_EVENTS: EventReader[] = [transferEvents, accountEvents];
