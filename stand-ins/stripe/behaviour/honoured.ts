import { notImitated } from "../api/default-behaviour";

/**
 * The parameters that do something here, or rightly do nothing. Stripe has more; taking one of those and not heeding it would
 * make a test pass that Stripe would fail, so they are refused. A path with a dot opens the object before it.
 */
const honoured: Record<string, string> = {
  "POST /v1/customers":
    "email name phone description address preferred_locales tax_exempt tax.validate_location metadata invoice_settings.default_payment_method payment_method tax_id_data",
  "POST /v1/customers/{id}":
    "email name phone description address preferred_locales tax_exempt tax.validate_location metadata invoice_settings.default_payment_method",
  "POST /v1/customers/{id}/tax_ids": "type value",
  "POST /v1/payment_methods/{id}/attach": "customer",
  "POST /v1/payment_methods/{id}/detach": "",
  "POST /v1/payment_intents":
    "amount currency customer payment_method confirm off_session error_on_requires_action return_url setup_future_usage description metadata receipt_email statement_descriptor statement_descriptor_suffix transfer_group hooks.inputs.tax automatic_payment_methods",
  "POST /v1/payment_intents/{id}/confirm":
    "payment_method off_session error_on_requires_action return_url setup_future_usage",
  "POST /v1/payment_intents/{id}/cancel": "cancellation_reason",
  "POST /v1/setup_intents":
    "customer payment_method confirm usage description metadata return_url automatic_payment_methods",
  "POST /v1/setup_intents/{id}/confirm": "payment_method return_url",
  "POST /v1/setup_intents/{id}/cancel": "cancellation_reason",
  "POST /v1/checkout/sessions":
    "mode ui_mode customer customer_email customer_creation customer_update.address customer_update.name client_reference_id locale currency line_items.quantity line_items.price line_items.price_data payment_intent_data.description payment_intent_data.metadata payment_intent_data.receipt_email payment_intent_data.setup_future_usage payment_intent_data.statement_descriptor_suffix payment_intent_data.transfer_group payment_method_options.card.setup_future_usage payment_method_options.card.request_three_d_secure automatic_tax.enabled billing_address_collection tax_id_collection invoice_creation.enabled invoice_creation.invoice_data.metadata invoice_creation.invoice_data.description invoice_creation.invoice_data.footer setup_intent_data.description setup_intent_data.metadata success_url cancel_url expires_at metadata submit_type",
  "POST /v1/checkout/sessions/{id}/expire": "",
  "POST /v1/refunds": "payment_intent charge amount reason metadata",
  "POST /v1/disputes/{id}": "evidence submit metadata",
  "POST /v1/disputes/{id}/close": "",
  "POST /v1/transfers": "amount currency destination description metadata transfer_group source_type",
  "POST /v1/transfers/{id}/reversals": "amount description metadata",
  "POST /v1/payouts": "amount currency description metadata method source_type statement_descriptor",
  "POST /v1/payouts/{id}/cancel": "",
  "POST /v1/invoices":
    "customer auto_advance automatic_tax.enabled collection_method currency custom_fields days_until_due due_date default_payment_method description footer metadata pending_invoice_items_behavior",
  "POST /v1/invoiceitems":
    "amount currency customer description discountable invoice metadata period quantity price_data.currency price_data.product price_data.unit_amount price_data.tax_behavior tax_behavior tax_code",
  "POST /v1/invoices/{id}/finalize": "auto_advance",
  "POST /v1/invoices/{id}/pay": "paid_out_of_band payment_method off_session",
  "POST /v1/invoices/{id}/void": "",
  "POST /v1/invoices/{id}/send": "",
  "POST /v1/invoices/{id}/mark_uncollectible": "",
  "POST /v1/credit_notes":
    "invoice amount lines.type lines.amount lines.description lines.invoice_line_item lines.quantity lines.unit_amount memo metadata out_of_band_amount reason refund_amount refunds.refund refunds.amount_refunded refunds.type",
  "POST /v1/billing_portal/sessions": "customer configuration flow_data.type locale return_url",
  "POST /v1/account_sessions": "account components",
  "POST /v1/balance_settings": "payments.payouts.schedule",
  "POST /v1/billing/meters": "customer_mapping default_aggregation display_name event_name value_settings",
  "POST /v1/billing/meter_events": "event_name identifier payload timestamp",
  "POST /v1/tax/calculations":
    "currency customer customer_details.address customer_details.address_source line_items.amount line_items.quantity line_items.reference line_items.tax_behavior line_items.tax_code line_items.metadata",
  "POST /v1/tax/registrations": "country active_from country_options",
  "POST /v1/webhook_endpoints": "url api_version enabled_events description metadata",
  "POST /v2/core/event_destinations":
    "name type event_payload enabled_events webhook_endpoint description metadata include snapshot_api_version events_from",
  "POST /v2/core/accounts":
    "contact_email display_name dashboard identity.country identity.entity_type configuration.recipient.capabilities.stripe_balance.stripe_transfers defaults.currency defaults.responsibilities metadata include",
  "POST /v2/core/accounts/{id}":
    "contact_email display_name dashboard identity.country identity.entity_type configuration.recipient.capabilities.stripe_balance.stripe_transfers metadata include",
  "POST /v2/core/accounts/{id}/close": "applied_configurations",
  "POST /v2/core/account_links": "account use_case",
};

const pathsOf = new Map(
  Object.entries(honoured).map(([operation, text]) => [operation, text.split(" ").filter(Boolean)]),
);

export function requireHonoured(operation: string, params: Record<string, unknown>): void {
  const paths = pathsOf.get(operation);
  if (!paths) return;
  const { expand: _, ...given } = params;
  const strange = findStrange(given, "", paths);
  if (strange) throw notImitated(`the parameter ${strange} of ${operation}`, strange);
}

function findStrange(value: unknown, at: string, paths: string[]): string | null {
  if (Array.isArray(value)) return value.map((item) => findStrange(item, at, paths)).find(Boolean) ?? null;
  if (typeof value !== "object" || value === null) return null;
  for (const [name, inner] of Object.entries(value)) {
    const path = at ? `${at}.${name}` : name;
    if (paths.includes(path)) continue;
    if (!paths.some((known) => known.startsWith(`${path}.`))) return path;
    const strange = findStrange(inner, path, paths);
    if (strange) return strange;
  }
  return null;
}
