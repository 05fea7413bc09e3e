import type Stripe from "stripe";
import { idOf, mergeMetadata, type World } from "../api/world";
import { linesOf, paramsOf } from "./checkout";
import { finalizeInvoice, markPaid } from "./invoice-lifecycle";
import { addLine, createInvoice } from "./invoices";
import { behaviorOf } from "./tax";

/** The paid invoice that Checkout writes with `invoice_creation`. */
function invoiceForCheckout(
  world: World,
  session: Stripe.Checkout.Session,
  lines: Stripe.LineItem[],
  intent: Stripe.PaymentIntent,
): Stripe.Invoice {
  const params = paramsOf(world, session);
  const customer = idOf(session.customer)!;
  const invoice = createInvoice(world, {
    customer,
    currency: session.currency ?? "usd",
    automatic_tax: { enabled: session.automatic_tax.enabled },
    metadata: mergeMetadata(null, params.invoice_creation?.invoice_data?.metadata),
    description: params.invoice_creation?.invoice_data?.description,
  });
  invoice.customer_address = session.customer_details?.address ?? null;
  for (const line of lines) {
    const now = world.clock.now();
    const item = world.create<Stripe.InvoiceItem>("invoiceitem", {
      amount: line.amount_subtotal,
      currency: line.currency,
      customer,
      date: now,
      description: line.description,
      discountable: true,
      period: { start: now, end: now },
      quantity: line.quantity ?? 1,
    });
    Object.assign(item, { quantity_decimal: String(item.quantity) });
    world.setNote(item.id, "behavior", behaviorOf(line.price?.tax_behavior));
    addLine(world, invoice, item);
  }
  finalizeInvoice(world, invoice);
  markPaid(world, invoice, intent);
  return invoice;
}

/** The money is there: the session says so and, where it was asked for, an invoice too. */
export function markSessionPaid(world: World, session: Stripe.Checkout.Session, intent: Stripe.PaymentIntent): void {
  session.payment_status = "paid";
  if (!session.invoice_creation?.enabled) return;
  session.invoice = invoiceForCheckout(world, session, linesOf(world, session), intent).id;
}
