import type { CallKind, CallKinds } from "./call-kind";
import { checkoutCall } from "./checkout-call";
import { creditNoteCall } from "./credit-note-call";
import { customerCall } from "./customer-call";
import { defaultCardCall } from "./default-card-call";
import { disputeEvidenceCall } from "./dispute-evidence-call";
import { invoiceActionCall } from "./invoice-action-call";
import { invoiceCall } from "./invoice-call";
import { paymentIntentCall } from "./payment-intent-call";
import { refundCall } from "./refund-call";

/** Calls that this domain makes; payouts has its own, and the worker sends both. */
export const PAYMENT_CALLS = {
  customer: customerCall as CallKind<never>,
  checkout: checkoutCall as CallKind<never>,
  payment_intent: paymentIntentCall as CallKind<never>,
  invoice: invoiceCall as CallKind<never>,
  invoice_action: invoiceActionCall as CallKind<never>,
  credit_note: creditNoteCall as CallKind<never>,
  default_card: defaultCardCall as CallKind<never>,
  dispute_evidence: disputeEvidenceCall as CallKind<never>,
  refund: refundCall as CallKind<never>,
} satisfies CallKinds;
