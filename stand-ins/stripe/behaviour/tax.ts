import type Stripe from "stripe";
import type { Behaviours, Call } from "../api/call";
import { wholeList } from "../api/lists";
import { mergeMetadata, type World } from "../api/world";
import { invalid } from "../refusal";
import { fullAddress } from "./address";

/** A rate per country, in basis points; round and made up, but of the right size. */
const ratesBps: Record<string, number> = {
  US: 850,
  DE: 1900,
  FR: 2000,
  GB: 2000,
  NL: 2100,
  IE: 2300,
  JP: 1000,
  SG: 900,
};
const otherRateBps = 1_000;

/** Tax is due only where the platform has registered; without a registration Stripe silently collects none. */
export function rateBpsIn(world: World, country: string | null | undefined): number {
  if (!country || !isRegisteredIn(world, country)) return 0;
  return ratesBps[country] ?? otherRateBps;
}

function isRegisteredIn(world: World, country: string): boolean {
  return world
    .list<Stripe.Tax.Registration>("tax.registration")
    .some((registration) => registration.country === country && registration.status === "active");
}

export function taxStatusOf(world: World, { address }: Stripe.Customer): Stripe.Customer.Tax.AutomaticTax {
  if (!address?.country) return "unrecognized_location";
  return isRegisteredIn(world, address.country) ? "supported" : "not_collecting";
}

/** Tax on an amount, a half rounded up; of an inclusive amount it is the part that is tax. */
export function taxOn(amount: number, bps: number, behavior: "exclusive" | "inclusive"): number {
  const divisor = behavior === "exclusive" ? 10_000 : 10_000 + bps;
  return Math.floor((2 * amount * bps + divisor) / (2 * divisor));
}

export const behaviorOf = (given: string | null | undefined): "exclusive" | "inclusive" =>
  given === "inclusive" ? "inclusive" : "exclusive";

function calculate({ world, params }: Call<Stripe.Tax.CalculationCreateParams>): Stripe.Tax.Calculation {
  const customer = params.customer ? world.get<Stripe.Customer>("customer", params.customer, "customer") : null;
  const address = (params.customer_details?.address ?? customer?.address) as Stripe.Address | null | undefined;
  if (!address?.country) {
    throw invalid("The customer's location isn't recognized.", "customer", "customer_tax_location_invalid");
  }
  const bps = customer?.tax_exempt === "exempt" ? 0 : rateBpsIn(world, address.country);
  const lines = params.line_items.map((item, position) => {
    const behavior = behaviorOf(item.tax_behavior);
    return world.create<Stripe.Tax.CalculationLineItem>("tax.calculation_line_item", {
      amount: item.amount,
      amount_tax: taxOn(item.amount, bps, behavior),
      quantity: item.quantity ?? 1,
      reference: item.reference ?? `L${position + 1}`,
      tax_behavior: behavior,
      tax_code: item.tax_code ?? "txcd_10000000",
      metadata: mergeMetadata(null, item.metadata),
    });
  });
  const taxWhere = (behavior: string) =>
    lines.filter((line) => line.tax_behavior === behavior).reduce((total, line) => total + line.amount_tax, 0);
  const total = lines.reduce((sum, line) => sum + line.amount, 0);
  const calculation = world.create<Stripe.Tax.Calculation & { id: string }>("tax.calculation", {
    amount_total: total + taxWhere("exclusive"),
    currency: params.currency,
    customer: params.customer ?? null,
    customer_details: {
      address: fullAddress(address),
      address_source: "billing",
      ip_address: null,
      tax_ids: [],
      taxability_override: "none",
    },
    expires_at: world.clock.now() + 90 * 86_400,
    tax_amount_exclusive: taxWhere("exclusive"),
    tax_amount_inclusive: taxWhere("inclusive"),
    tax_breakdown: [
      {
        amount: taxWhere("exclusive") + taxWhere("inclusive"),
        inclusive: false,
        tax_rate_details: {
          country: address.country,
          flat_amount: null,
          percentage_decimal: String(bps / 100),
          rate_type: "percentage",
          state: address.state ?? null,
          tax_type: address.country === "US" ? "sales_tax" : "vat",
        },
        taxability_reason: bps > 0 ? "standard_rated" : "not_collecting",
        taxable_amount: bps > 0 ? total : 0,
      } as Stripe.Tax.Calculation.TaxBreakdown,
    ],
    tax_date: world.clock.now(),
  });
  world.setNote(calculation.id, "lines", lines);
  return calculation;
}

function register({ world, params }: Call<Stripe.Tax.RegistrationCreateParams>): Stripe.Tax.Registration {
  const options = params.country_options as Record<string, object | undefined>;
  const own = options[params.country.toLowerCase()];
  if (!own) {
    throw invalid(`Missing required param: country_options[${params.country.toLowerCase()}].`, "country_options");
  }
  const now = world.clock.now();
  const from = params.active_from === "now" ? now : params.active_from;
  return world.create<Stripe.Tax.Registration>("tax.registration", {
    active_from: from,
    country: params.country,
    country_options: { [params.country.toLowerCase()]: own } as Stripe.Tax.Registration.CountryOptions,
    status: from <= now ? "active" : "scheduled",
  });
}

export const taxBehaviours: Behaviours = {
  "POST /v1/tax/calculations": calculate,
  "POST /v1/tax/registrations": register,
  "GET /v1/tax/calculations/{id}/line_items": ({ world, id }: Call) =>
    wholeList(`/v1/tax/calculations/${id}/line_items`, world.note<object[]>(id, "lines") ?? []),
};

export const taxIncludables = {
  "tax.calculation.line_items": (calculation: Stripe.Tax.Calculation, world: World) =>
    wholeList(
      `/v1/tax/calculations/${calculation.id}/line_items`,
      world.note<object[]>(calculation.id!, "lines") ?? [],
    ),
};
