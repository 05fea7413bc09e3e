export const OFFER_STATES = ["active", "upcoming", "ended", "withdrawn"] as const;
export type OfferState = (typeof OFFER_STATES)[number];

export function offerState(offer: { from: Date; to: Date | null; withdrawnAt: Date | null }, now: Date): OfferState {
  if (offer.withdrawnAt) return "withdrawn";
  if (offer.from > now) return "upcoming";
  return offer.to && offer.to <= now ? "ended" : "active";
}
