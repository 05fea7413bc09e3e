import type Stripe from "stripe";
import { sessionOf } from "../behaviour/checkout";
import { answerAuthentication } from "../behaviour/checkout-completion";
import { afterCompletion } from "./checkout-page";
import { document, html, money } from "./html";
import type { Page } from "./page";

/** The bank's own page, between the pay button and the shop. */
export const authenticationPage: Page = ({ world, id, method, fields }) => {
  const intent = world.get<Stripe.PaymentIntent>("payment_intent", id);
  const session = sessionOf(world, intent);
  if (method === "POST") {
    const returnUrl = intent.next_action?.redirect_to_url?.return_url;
    const completion = answerAuthentication(world, intent, fields.action === "authenticate");
    if (session) return afterCompletion(world, session, completion);
    return { location: returnUrl ?? world.url };
  }
  const body = html`<p>Your bank asks whether you want to pay ${money(intent.amount, intent.currency)}.</p>
<form method="post">
<button name="action" value="authenticate">Complete authentication</button>
<button name="action" value="fail">Fail authentication</button>
</form>`;
  return { status: 200, body: document("3-D Secure", body) };
};
