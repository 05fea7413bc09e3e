import type Stripe from "stripe";
import { type CallKind, under } from "./call-kind";

interface DefaultCard {
  customer: string;
  card: string;
}

/** Makes the card of a payment on the page the customer's default, so that Stripe and we name the same one. */
export const defaultCardCall: CallKind<Stripe.Customer> = {
  tellsOfRefusal: true,
  // planned with its request: what is kept may be another card by the time it is sent
  async prepare() {
    return null;
  },
  send(stripe, call) {
    const { customer, card } = call.request as unknown as DefaultCard;
    return stripe.customers.update(customer, { invoice_settings: { default_payment_method: card } }, under(call));
  },
  async find(stripe, call) {
    const { customer: id, card } = call.request as unknown as DefaultCard;
    const customer = await stripe.customers.retrieve(id);
    return !customer.deleted && customer.invoice_settings.default_payment_method === card ? customer : null;
  },
  async apply() {},
  // the card was taken away meanwhile: its event says so
  async refused() {},
};
