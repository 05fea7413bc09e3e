/** What the log is narrowed to, and the nouns of the actions that belong there. */
export const AUDIT_AREAS = {
  access: {
    label: "Sign-in and people",
    nouns: ["audit_log", "session", "user", "organization", "ssh_key", "support_visit", "support_access"],
  },
  instances: { label: "Instances and limits", nouns: ["lease", "launches", "launch_limits"] },
  money: {
    label: "Money",
    nouns: [
      "auto_top_up",
      "billing_portal",
      "budget",
      "credit_note",
      "customer",
      "dispute",
      "fraud_warning",
      "invoice",
      "ledger",
      "promo",
      "tax_profile",
      "top_up",
    ],
  },
  terms: {
    label: "Prices and terms",
    nouns: [
      "commitment",
      "contract",
      "contract_rate",
      "customer_terms",
      "discount",
      "fx_rate",
      "price_book",
      "sla_rule",
      "tax_rate",
    ],
  },
  supply: {
    label: "Sites, hosts and payouts",
    nouns: ["site", "host", "offer", "payout", "payout_account", "payout_terms"],
  },
  platform: {
    label: "Running the platform",
    nouns: ["books", "mail", "notice", "reconciliation", "stripe_event"],
  },
} as const satisfies Record<string, { label: string; nouns: readonly string[] }>;

/** Every action that is recorded, as a sentence without its actor. A test finds the actions in the code and those that have no text. */
const TEXTS = {
  "audit_log.export": "Audit log exported",
  "audit_log.verify": "Audit log checked",
  "auto_top_up.off": "Automatic top-ups switched off",
  "auto_top_up.set": "Automatic top-ups set",
  "billing_portal.open": "Stripe's billing page opened",
  "books.audit": "Books audited",
  "books.close": "Books closed",
  "budget.change": "Budget changed",
  "budget.create": "Budget created",
  "budget.remove": "Budget removed",
  "commitment.add": "Commitment added",
  "commitment.end": "Commitment ended",
  "contract.create": "Contract created",
  "contract.end": "Contract ended",
  "contract_rate.end": "Contract rate ended",
  "contract_rate.set": "Contract rate set",
  "credit_note.approve": "Credit note approved",
  "credit_note.reject": "Credit note rejected",
  "customer.cap": "Monthly cap set",
  "customer.credit": "Payment booked by hand",
  "customer.refund": "Payment refunded",
  "customer_terms.set": "Terms of payment set",
  "discount.end": "Discount ended",
  "discount.grant": "Discount granted",
  "dispute.submit_evidence": "Evidence for a dispute handed in",
  "fraud_warning.decide": "Fraud warning decided",
  "fx_rate.set": "Exchange rate set",
  "fx_rate.withdraw": "Exchange rate withdrawn",
  "host.enrol": "Host enrolled",
  "host.mint_enrolment_token": "Enrolment token made",
  "invoice.credit": "Credit note asked for",
  "invoice.mark_paid": "Invoice marked as paid",
  "invoice.retry": "Invoice tried again",
  "invoice.send": "Invoice sent",
  "invoice.void": "Invoice voided",
  "launch_limits.set": "Launch limits set by hand",
  "launches.freeze": "Launches frozen",
  "launches.unfreeze": "Freeze of launches lifted",
  "lease.close": "Instance closed",
  "lease.correct": "Bill of an instance corrected",
  "lease.launch": "Instance launched",
  "lease.limit": "Limits of an instance changed",
  "lease.rerate": "Instance billed at another price",
  "lease.start": "Instance started again",
  "lease.stop": "Instance stopped",
  "ledger.adjustment": "Adjustment asked for",
  "ledger.adjustment.approve": "Adjustment approved",
  "ledger.adjustment.reject": "Adjustment rejected",
  "ledger.write_off": "Write-off asked for",
  "ledger.write_off.approve": "Write-off approved",
  "ledger.write_off.reject": "Write-off rejected",
  "mail.retry": "Mail sent again",
  "notice.resolve": "Notice dismissed",
  "offer.publish": "Offer published",
  "offer.withdraw": "Offer withdrawn",
  "organization.open": "Organization opened",
  "organization.sign_up": "Organization signed up",
  "payout.begin_wire": "Wire begun",
  "payout.confirm_wire": "Wire confirmed",
  "payout.plan": "Payouts planned",
  "payout.return_wire": "Wire came back",
  "payout.reverse": "Payout reversed",
  "payout.send_wire": "Wire sent",
  "payout_account.approve": "Payout account approved",
  "payout_account.reject": "Payout account rejected",
  "payout_account.request": "Payout account asked for",
  "payout_account.withdraw": "Payout account withdrawn",
  "payout_terms.set": "Payout terms set",
  "price_book.create": "Price book created",
  "price_book.set": "Retail price set",
  "price_book.update": "Price book changed",
  "price_book.withdraw": "Retail price withdrawn",
  "promo.grant": "Promotional credit granted",
  "reconciliation.accept": "Difference accepted",
  "reconciliation.book": "Difference booked",
  "reconciliation.look_again": "Difference looked at again",
  "reconciliation.propose": "Booking of a difference proposed",
  "reconciliation.start": "Reconciliation started",
  "session.open": "Signed in",
  "session.revoke": "Session ended",
  "site.create": "Site created",
  "sla_rule.create": "SLA rule created",
  "sla_rule.end": "SLA rule ended",
  "ssh_key.add": "SSH key added",
  "ssh_key.remove": "SSH key removed",
  "stripe_event.replay": "Stripe event replayed",
  "support_access.set": "Support visits allowed or forbidden",
  "support_visit.end": "Support visit ended",
  "support_visit.start": "Support began to look in",
  "tax_profile.set": "Tax profile set",
  "tax_rate.set": "Tax rate set",
  "tax_rate.withdraw": "Tax rate withdrawn",
  "top_up.start": "Payment begun",
  "user.ask_verification": "Link to confirm the address asked for",
  "user.verify_email": "Address confirmed",
} as const satisfies Record<string, string>;

type AuditAction = keyof typeof TEXTS;
export const AUDIT_ACTIONS = Object.keys(TEXTS) as AuditAction[];

/** An action that this version does not know, in a log that a later one wrote, is told by its words. */
export function actionText(action: string): string {
  if (action in TEXTS) return TEXTS[action as AuditAction];
  const words = action.replaceAll(/[._]/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export function nounsOf(areas: readonly string[]): string[] {
  return Object.entries(AUDIT_AREAS).flatMap(([area, { nouns }]) => (areas.includes(area) ? [...nouns] : []));
}

/** Actions whose text or code has the words: what a person types is what they read. */
export function actionsWith(words: string): string[] {
  const wanted = words.toLowerCase();
  return AUDIT_ACTIONS.filter((action) => `${action} ${TEXTS[action]}`.toLowerCase().includes(wanted));
}
