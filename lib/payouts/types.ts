import type { payoutAccounts, payoutReversals, payouts } from "@/db/schema";

export type Payout = typeof payouts.$inferSelect;
export type PayoutAccount = typeof payoutAccounts.$inferSelect;
export type PayoutReversal = typeof payoutReversals.$inferSelect;
