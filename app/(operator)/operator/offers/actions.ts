"use server";

import { publishOffer } from "@/lib/fleet/publish-offer";
import { publishOfferInput, withdrawOfferInput } from "@/lib/fleet/schemas";
import { withdrawOffer } from "@/lib/fleet/withdraw-offer";
import { action } from "@/lib/web/action";

export const submitOffer = action(publishOfferInput, publishOffer);

export const submitWithdrawal = action(withdrawOfferInput, async (ctx, input) => {
  await withdrawOffer(ctx, input);
});
