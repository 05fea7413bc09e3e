import type Stripe from "stripe";
import type { World } from "../api/world";
import { cardByNumber, cardOf, createCard, testCards } from "../behaviour/cards";
import { attach, detach, methodsOf } from "../behaviour/customers";
import { invalid } from "../refusal";
import { document, errorNote, type Html, html, spaced } from "./html";
import type { Page } from "./page";

/** The customer's own page: cards are added, chosen and removed here. */
export const portalPage: Page = ({ world, id, method, fields }) => {
  const session = world.get<Stripe.BillingPortal.Session>("billing_portal.session", id);
  const customer = world.get<Stripe.Customer>("customer", session.customer);
  if (method !== "POST") return { status: 200, body: show(world, session, customer, null) };
  const error = act(world, customer, fields);
  if (error) return { status: 402, body: show(world, session, customer, error) };
  const isFlow = session.flow?.type === "payment_method_update";
  return { location: isFlow && session.return_url ? session.return_url : session.url };
};

function act(world: World, customer: Stripe.Customer, fields: Record<string, string>): string | null {
  if (fields.card) {
    const card = cardByNumber(fields.card);
    if (!card || (card.decline && !card.attachable)) return "Your card was declined.";
    const method = createCard(world, card);
    attach(world, method, customer.id);
    makeDefault(world, customer, method.id);
    return null;
  }
  const method = methodsOf(world, customer.id).find(({ id }) => id === fields.method);
  if (!method) throw invalid("This card is not the customer's.", "method");
  if (fields.action === "remove") detach(world, method);
  else makeDefault(world, customer, method.id);
  return null;
}

function makeDefault(world: World, customer: Stripe.Customer, methodId: string): void {
  const before = structuredClone(customer.invoice_settings);
  customer.invoice_settings = { ...customer.invoice_settings, default_payment_method: methodId };
  world.emit("customer.updated", customer, { invoice_settings: before });
}

function show(
  world: World,
  session: Stripe.BillingPortal.Session,
  customer: Stripe.Customer,
  error: string | null,
): string {
  const cards = methodsOf(world, customer.id).map((method) => cardForm(world, method, customer));
  const addable = testCards.map(
    (card) => html`<button name="card" value="${card.number}">Add ${spaced(card.number)}: ${card.label}</button>`,
  );
  const back = session.return_url ? html`<p><a href="${session.return_url}">Return</a></p>` : html``;
  const body = html`${errorNote(error)}<p>${customer.name ?? customer.email ?? customer.id}</p>
<h2>Cards</h2>${cards.length > 0 ? cards : html`<p>None yet.</p>`}
<h2>Add a card</h2><form method="post">${addable}</form>${back}`;
  return document("Billing portal", body);
}

function cardForm(world: World, method: Stripe.PaymentMethod, customer: Stripe.Customer): Html {
  const isDefault = customer.invoice_settings.default_payment_method === method.id;
  const name = `${method.card?.brand} ending in ${method.card?.last4}`;
  const choose = html`<button name="action" value="default">Make ${name} the default</button>`;
  return html`<form method="post"><p>${name} (${cardOf(world, method.id).label})${isDefault ? ", default" : ""}</p>
<input type="hidden" name="method" value="${method.id}">
${isDefault ? html`` : choose}<button name="action" value="remove">Remove ${name}</button></form>`;
}
