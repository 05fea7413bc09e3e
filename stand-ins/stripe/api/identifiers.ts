import { randomBytes } from "node:crypto";

const prefixes: Record<string, string> = {
  balance_transaction: "txn",
  "billing.meter": "mtr",
  "billing_portal.session": "bps",
  charge: "ch",
  "checkout.session": "cs_test",
  credit_note: "cn",
  credit_note_line_item: "cnli",
  customer: "cus",
  dispute: "du",
  event: "evt",
  invoice: "in",
  invoice_payment: "inpay",
  invoiceitem: "ii",
  item: "li",
  line_item: "il",
  payment_intent: "pi",
  payment_method: "pm",
  payout: "po",
  price: "price",
  product: "prod",
  "radar.early_fraud_warning": "issfr",
  refund: "re",
  setup_intent: "seti",
  "tax.calculation": "taxcalc",
  "tax.calculation_line_item": "tax_li",
  "tax.registration": "taxreg",
  tax_id: "txi",
  transfer: "tr",
  transfer_reversal: "trr",
  "v2.core.account": "acct",
  "v2.core.event": "evt_test",
  "v2.core.event_destination": "ed_test",
  webhook_endpoint: "we",
};

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

export function randomText(length: number): string {
  return [...randomBytes(length)].map((byte) => alphabet[byte % alphabet.length]).join("");
}

export function newId(kind: string): string {
  const prefix = prefixes[kind];
  if (!prefix) throw new Error(`Ids of ${kind} have no prefix.`);
  return `${prefix}_${randomText(24)}`;
}
