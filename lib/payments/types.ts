import type { stripeCalls, stripeEvents, topUps } from "@/db/schema";

export type TopUp = typeof topUps.$inferSelect;
export type StripeCall = typeof stripeCalls.$inferSelect;
export type StripeEvent = typeof stripeEvents.$inferSelect;
