import type {
  creditNotes,
  disputes,
  fraudWarnings,
  invoiceActions,
  refunds,
  stripeCalls,
  stripeEvents,
  stripeInvoices,
  topUps,
} from "@/db/schema";

export type { TopUpState } from "@/lib/core/payments/top-up";
export type TopUp = typeof topUps.$inferSelect;
export type Refund = typeof refunds.$inferSelect;
export type Invoice = typeof stripeInvoices.$inferSelect;
export type CreditNote = typeof creditNotes.$inferSelect;
export type InvoiceAction = typeof invoiceActions.$inferSelect;
export type Dispute = typeof disputes.$inferSelect;
export type FraudWarning = typeof fraudWarnings.$inferSelect;
export type StripeCall = typeof stripeCalls.$inferSelect;
export type StripeEvent = typeof stripeEvents.$inferSelect;

/** What takes card payments here: Stripe, its stand-in, or nothing. */
export type PaymentsMode = "stripe" | "stand-in" | "off";
