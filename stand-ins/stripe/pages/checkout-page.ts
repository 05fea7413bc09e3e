import type Stripe from "stripe";
import { idOf, type World } from "../api/world";
import { testBanks } from "../behaviour/bank-debits";
import { cardByNumber, type TestCard, testCards } from "../behaviour/cards";
import { expireSession, linesOf, paramsOf, type Session } from "../behaviour/checkout";
import { type Completion, submitSession } from "../behaviour/checkout-completion";
import { document, errorNote, Html, html, money, spaced } from "./html";
import type { Page, PageAnswer, PageRequest } from "./page";

const countries = ["US", "DE", "FR", "GB", "NL", "IE", "SG", "JP", "CN"];

export const successLocation = (session: Session): string =>
  (session.success_url ?? "/").replaceAll(/\{CHECKOUT_SESSION_ID\}|%7BCHECKOUT_SESSION_ID%7D/gi, session.id);

export const checkoutPage: Page = (request) => {
  const { world, id, method, fields } = request;
  const session = world.get<Session>("checkout.session", id);
  if (session.status !== "open") return closed(session);
  if (method !== "POST") return { status: 200, body: show(world, session, null) };
  if (fields.action === "expire") {
    expireSession(world, session);
    return closed(session);
  }
  return pay(request, session);
};

function pay({ world, fields }: PageRequest, session: Session): PageAnswer {
  const card = cardByNumber(fields.card ?? "");
  const bank = testBanks.find(({ name }) => name === fields.bank);
  const means = card ? { card } : bank && session.mode === "payment" ? { bank } : null;
  if (!means) return { status: 422, body: show(world, session, "Your card number is not one of the test cards.") };
  const completion = submitSession(world, session, {
    method: means,
    name: fields.name || "Test Payer",
    email: fields.email || "payer@example.com",
    country: fields.country ?? "",
    postalCode: fields.postal_code ?? "",
    save: fields.save === "on",
  });
  return afterCompletion(world, session, completion);
}

export function afterCompletion(world: World, session: Session, completion: Completion): PageAnswer {
  if (completion.kind === "complete") return { location: successLocation(session) };
  if (completion.kind === "declined") return { status: 402, body: show(world, session, completion.message) };
  return { location: `${world.url}/pages/authenticate/${world.note<string>(session.id, "intent")}` };
}

function closed(session: Session): PageAnswer {
  const isComplete = session.status === "complete";
  const back = isComplete ? successLocation(session) : session.cancel_url;
  const text = isComplete ? "You have paid." : "This checkout session has expired.";
  const link = back ? html`<p><a href="${back}">Back to the shop</a></p>` : html``;
  return { status: isComplete ? 200 : 410, body: document("Checkout", html`<p>${text}</p>${link}`) };
}

function show(world: World, session: Session, error: string | null): string {
  const isSetup = session.mode === "setup";
  const verb = isSetup ? "Save" : "Pay with";
  const customer = world.find<Stripe.Customer>("customer", idOf(session.customer));
  const title = isSetup ? "Save a card" : `Pay ${money(session.amount_total, session.currency)}`;
  const button = (card: TestCard) =>
    html`<button name="card" value="${card.number}">${verb} ${spaced(card.number)}: ${card.label}</button>`;
  const back = session.cancel_url ? html`<p><a href="${session.cancel_url}">Cancel and go back</a></p>` : html``;
  return document(
    title,
    html`${errorNote(error)}${isSetup ? html`` : lineTable(world, session)}
<form method="post">
${payerFields(customer, session)}
${canSave(world, session) ? html`<p><label><input type="checkbox" name="save"> Save this card for later payments</label></p>` : html``}
<h2>Choose a test card</h2>
${testCards.map(button)}
${isSetup ? html`` : html`<h2>Or a bank account, which takes some seconds</h2>${bankButtons}`}
</form>
<form method="post"><button name="action" value="expire">Let this session expire</button></form>
${back}`,
  );
}

/** Where the session saves the card in any case there is nothing to choose. */
function canSave(world: World, session: Session): boolean {
  const params = paramsOf(world, session);
  return session.mode === "payment" && !params.payment_intent_data?.setup_future_usage && Boolean(session.customer);
}

function payerFields(customer: Stripe.Customer | null, session: Session): Html {
  const chosen = customer?.address?.country ?? "US";
  const options = countries.map((country) => {
    const selected = new Html(country === chosen ? " selected" : "");
    return html`<option${selected}>${country}</option>`;
  });
  const email = customer?.email ?? session.customer_email ?? "";
  return html`<label for="email">Email</label><input id="email" name="email" type="email" value="${email}">
<label for="name">Name on card</label><input id="name" name="name" value="${customer?.name ?? ""}">
<label for="country">Country</label><select id="country" name="country">${options}</select>
<label for="postal_code">Postal code</label><input id="postal_code" name="postal_code" value="${customer?.address?.postal_code ?? "94107"}">`;
}

function lineTable(world: World, session: Session): Html {
  const rows = linesOf(world, session).map(
    (line) =>
      html`<tr><td>${line.description} × ${line.quantity}</td><td>${money(line.amount_subtotal, line.currency)}</td></tr>`,
  );
  const tax = session.automatic_tax.enabled
    ? html`<tr><td>Tax</td><td>${money(session.total_details?.amount_tax ?? 0, session.currency)}</td></tr>`
    : html``;
  return html`<table><tbody>${rows}${tax}
<tr><th scope="row">Total</th><td>${money(session.amount_total, session.currency)}</td></tr></tbody></table>`;
}

const bankButtons = testBanks.map(
  ({ name, label }) => html`<button name="bank" value="${name}">Pay by bank debit: ${label}</button>`,
);
