import type Stripe from "stripe";
import type { Behaviours, Call } from "../api/call";
import { wholeList } from "../api/lists";
import { idOf, mergeMetadata, type World } from "../api/world";
import { invalid } from "../refusal";
import { fullAddress } from "./address";
import { cardOf, takePaymentMethod } from "./cards";
import { declineBecause, declined } from "./declines";
import { taxStatusOf } from "./tax";

type Address = Stripe.Address;
type CustomerParams = Stripe.CustomerCreateParams & Stripe.CustomerUpdateParams;

export const liveCustomer = (world: World, id: string, param?: string): Stripe.Customer => {
  const customer = world.get<Stripe.Customer>("customer", id, param);
  if (customer.deleted)
    throw invalid(`No such customer: '${id}'`, param ?? "id", "resource_missing", param ? 400 : 404);
  return customer;
};

const unset = <T>(value: T | "" | null | undefined): T | null | undefined => (value === "" ? null : value);

function fieldsOf(world: World, params: CustomerParams, known: Stripe.Customer | null): Partial<Stripe.Customer> {
  const address = unset(params.address) as Address | null | undefined;
  const fields: Partial<Stripe.Customer> = { metadata: mergeMetadata(known?.metadata ?? null, params.metadata) };
  for (const name of ["email", "name", "phone", "description"] as const) {
    if (params[name] !== undefined) fields[name] = unset(params[name]) as string | null;
  }
  if (address !== undefined) fields.address = address && fullAddress(address);
  if (params.preferred_locales) fields.preferred_locales = params.preferred_locales;
  if (params.tax_exempt !== undefined) fields.tax_exempt = unset(params.tax_exempt) as Stripe.Customer.TaxExempt;
  if (params.tax?.validate_location === "immediately" && !(address ?? known?.address)?.country) {
    throw invalid("The customer's location isn't recognized.", "address", "customer_tax_location_invalid");
  }
  const method = params.invoice_settings?.default_payment_method;
  if (method !== undefined) {
    if (method !== "") requireAttached(world, method, known?.id ?? null, "invoice_settings[default_payment_method]");
    const settings = known?.invoice_settings ?? emptySettings;
    fields.invoice_settings = { ...settings, default_payment_method: method || null };
  }
  return fields;
}

const emptySettings = { custom_fields: null, default_payment_method: null, footer: null, rendering_options: null };

/** Whoever is charged must own the method. */
export function requireAttached(world: World, methodId: string, customerId: string | null, param: string): void {
  const method = world.find<Stripe.PaymentMethod>("payment_method", methodId);
  if (method && customerId && idOf(method.customer) === customerId) return;
  throw invalid(
    `The customer does not have a payment method with the ID ${methodId}. The payment method must be attached to the customer.`,
    param,
    "resource_missing",
  );
}

function createCustomer({ world, params }: Call<CustomerParams>): Stripe.Customer {
  const method = params.payment_method ? takePaymentMethod(world, params.payment_method) : null;
  const customer = world.create<Stripe.Customer>("customer", {
    balance: 0,
    delinquent: false,
    invoice_prefix: Math.random().toString(36).slice(2, 10).toUpperCase(),
    invoice_settings: emptySettings,
    name: null,
    phone: null,
    address: null,
    preferred_locales: [],
    tax_exempt: "none",
    ...fieldsOf(world, { ...params, invoice_settings: undefined }, null),
  });
  if (method) attach(world, method, customer.id);
  if (params.invoice_settings) Object.assign(customer, fieldsOf(world, params, customer));
  for (const datum of params.tax_id_data ?? []) createTaxIdOf(world, customer.id, datum.type, datum.value);
  world.emit("customer.created", customer);
  return customer;
}

function updateCustomer({ world, params, id }: Call<CustomerParams>): Stripe.Customer {
  const customer = liveCustomer(world, id);
  const fields = fieldsOf(world, params, customer);
  const names = Object.keys(fields) as (keyof Stripe.Customer)[];
  const previous = Object.fromEntries(names.map((name) => [name, structuredClone(customer[name]) ?? null]));
  Object.assign(customer, fields);
  world.emit("customer.updated", customer, previous);
  return customer;
}

function deleteCustomer({ world, id }: Call): object {
  const customer = liveCustomer(world, id);
  world.emit("customer.deleted", customer);
  for (const method of methodsOf(world, id)) detach(world, method);
  const rest = { id, object: "customer", deleted: true };
  world.replace(rest);
  return rest;
}

export const methodsOf = (world: World, customerId: string): Stripe.PaymentMethod[] =>
  world
    .list<Stripe.PaymentMethod>("payment_method")
    .filter(({ customer }) => customer !== null && idOf(customer) === customerId);

export function attach(world: World, method: Stripe.PaymentMethod, customerId: string): void {
  if (idOf(method.customer) === customerId) return;
  if (method.customer) {
    throw invalid("The payment method you provided has already been attached to a customer.", "payment_method");
  }
  method.customer = customerId;
  world.emit("payment_method.attached", method);
}

export function detach(world: World, method: Stripe.PaymentMethod): void {
  const customer = world.find<Stripe.Customer>("customer", idOf(method.customer));
  if (!customer) {
    throw invalid("The payment method you provided is not attached to a customer so detachment is impossible.");
  }
  method.customer = null;
  world.setNote(method.id, "detached", true);
  world.emit("payment_method.detached", method, { customer: customer.id });
  if (customer.invoice_settings?.default_payment_method !== method.id) return;
  customer.invoice_settings.default_payment_method = null;
  world.emit("customer.updated", customer);
}

function attachMethod({ world, id, params }: Call<Stripe.PaymentMethodAttachParams>): Stripe.PaymentMethod {
  const customer = liveCustomer(world, params.customer ?? "", "customer");
  const method = takePaymentMethod(world, id);
  const card = cardOf(world, method.id);
  if (card.decline && !card.attachable) throw declined(declineBecause(card.decline));
  attach(world, method, customer.id);
  return method;
}

function createTaxIdOf(world: World, customerId: string, type: string, value: string): Stripe.TaxId {
  const taxId = world.create<Stripe.TaxId>("tax_id", {
    customer: customerId,
    type: type as Stripe.TaxId.Type,
    value,
    country: value.slice(0, 2).toUpperCase(),
    owner: { type: "customer", customer: customerId, customer_account: null },
    verification: { status: "verified", verified_name: null, verified_address: null },
  });
  world.emit("customer.tax_id.created", taxId);
  return taxId;
}

function deleteTaxId({ world, id }: Call): object {
  const taxId = world.get<Stripe.TaxId>("tax_id", id);
  world.emit("customer.tax_id.deleted", taxId);
  world.forget(id);
  return { id, object: "tax_id", deleted: true };
}

export const taxIdsOf = (world: World, customerId: string): Stripe.TaxId[] =>
  world.list<Stripe.TaxId>("tax_id").filter(({ customer }) => idOf(customer) === customerId);

export const customerBehaviours: Behaviours = {
  "POST /v1/customers": createCustomer,
  "POST /v1/customers/{id}": updateCustomer,
  "DELETE /v1/customers/{id}": deleteCustomer,
  "POST /v1/customers/{id}/tax_ids": ({ world, id, params }: Call<Stripe.TaxIdCreateParams>) =>
    createTaxIdOf(world, liveCustomer(world, id).id, params.type, params.value),
  "DELETE /v1/customers/{customerId}/tax_ids/{id}": deleteTaxId,
  "POST /v1/payment_methods/{id}/attach": attachMethod,
  "POST /v1/payment_methods/{id}/detach": ({ world, id }: Call) => {
    const method = world.get<Stripe.PaymentMethod>("payment_method", id);
    detach(world, method);
    return method;
  },
};

export const customerIncludables = {
  "customer.tax": (customer: Stripe.Customer, world: World) => ({
    automatic_tax: taxStatusOf(world, customer),
    ip_address: null,
    location: customer.address?.country
      ? { country: customer.address.country, source: "billing_address", state: customer.address.state }
      : null,
    provider: "stripe",
  }),
  "customer.tax_ids": (customer: Stripe.Customer, world: World) =>
    wholeList(`/v1/customers/${customer.id}/tax_ids`, taxIdsOf(world, customer.id)),
};
