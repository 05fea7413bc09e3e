import type Stripe from "stripe";
import { describe, expect, it } from "vitest";
import { activeAccount, charge, key, openMarket, payingCustomer } from "./testing/market";

const market = openMarket();
const day = 86_400;

const balanceOf = async (stripe: Stripe, currency: string) => {
  const { available, pending } = await stripe.balance.retrieve();
  const of = (amounts: Stripe.Balance.Available[]) => amounts.find((entry) => entry.currency === currency)?.amount ?? 0;
  return { available: of(available), pending: of(pending) };
};
const until = async (type: string, about: string) => {
  const { data } = await market.stripe.events.list({ type, limit: 100 });
  return data.filter((event) => JSON.stringify(event.data.object).includes(about));
};

describe("money", () => {
  it("keeps a card's money pending for two days, less its fee", async () => {
    const { stripe, standIn } = market;
    await charge(stripe, 10_000, "pm_card_visa", "gbp");
    expect(await balanceOf(stripe, "gbp")).toEqual({ available: 0, pending: 9_680 });
    await standIn.admin.advance(2 * day + 1);
    expect(await balanceOf(stripe, "gbp")).toEqual({ available: 9_680, pending: 0 });
    await charge(stripe, 1_000, "pm_card_bypassPending", "gbp");
    expect(await balanceOf(stripe, "gbp")).toEqual({ available: 9_680 + 941, pending: 0 });
  });

  it("may book a charge after its payment, and tells when it has", async () => {
    const { stripe, standIn } = market;
    await standIn.admin.change({ booksLate: true });
    const intent = await charge(stripe, 10_000);
    await standIn.admin.change({ booksLate: false });
    const { id, balance_transaction: none } = intent.latest_charge as Stripe.Charge;
    expect(none).toBeNull();
    await standIn.admin.advance(5);
    const booked = await stripe.charges.retrieve(id, { expand: ["balance_transaction"] });
    expect(booked.balance_transaction).toMatchObject({ net: 9_680 });
    expect(await until("charge.updated", id)).toHaveLength(1);
  });

  it("takes a fee of Stripe's own off the balance", async () => {
    const { stripe, standIn } = market;
    await charge(stripe, 10_000, "pm_card_bypassPending", "nzd");
    const fee = await standIn.admin.chargeFee(250, "nzd");
    expect(fee).toMatchObject({ type: "stripe_fee", net: -250, source: null });
    expect(await balanceOf(stripe, "nzd")).toEqual({ available: 9_680 - 250, pending: 0 });
  });

  it("declines as the card's bank does, with the failed intent in the error", async () => {
    const { stripe } = market;
    await expect(stripe.paymentMethods.attach("pm_card_chargeDeclined", await idOfNew(stripe))).rejects.toMatchObject({
      type: "StripeCardError",
      code: "card_declined",
      statusCode: 402,
    });
    const declined = await charge(stripe, 700, "pm_card_chargeCustomerFail").catch((error: unknown) => error);
    expect(declined).toMatchObject({
      code: "card_declined",
      decline_code: "generic_decline",
      payment_intent: { status: "requires_payment_method", amount: 700 },
    });
    const asked = await charge(stripe, 700, "pm_card_authenticationRequired").catch((error: unknown) => error);
    expect(asked).toMatchObject({ type: "StripeCardError", code: "authentication_required" });
    const { id } = (asked as { payment_intent: Stripe.PaymentIntent }).payment_intent;
    expect((await until("payment_intent.payment_failed", id)).length).toBe(1);
    expect(await stripe.paymentIntents.cancel(id)).toMatchObject({ status: "canceled" });
    await expect(stripe.paymentIntents.cancel(id)).rejects.toMatchObject({ code: "payment_intent_unexpected_state" });
  });

  it("refunds no more than was charged", async () => {
    const { stripe } = market;
    const intent = await charge(stripe, 1_000);
    await expect(stripe.refunds.create({ payment_intent: intent.id, amount: 1_001 })).rejects.toMatchObject({
      code: "charge_amount_too_large",
    });
    await stripe.refunds.create({ payment_intent: intent.id, amount: 400 });
    await stripe.refunds.create({ payment_intent: intent.id });
    await expect(stripe.refunds.create({ payment_intent: intent.id })).rejects.toMatchObject({
      code: "charge_already_refunded",
    });
  });

  it("lets a refund fail after it had succeeded, and brings its money back", async () => {
    const { stripe, standIn } = market;
    const intent = await charge(stripe, 5_000, "pm_card_refundFail", "chf");
    const refund = await stripe.refunds.create({ payment_intent: intent.id });
    expect(refund.status).toBe("succeeded");
    await standIn.admin.advance(10);
    const failed = await stripe.refunds.retrieve(refund.id, { expand: ["failure_balance_transaction"] });
    expect(failed).toMatchObject({ status: "failed", failure_balance_transaction: { amount: 5_000 } });
    expect(await until("refund.failed", refund.id)).toHaveLength(1);
    const slow = await charge(stripe, 5_000, "pm_card_pendingRefund", "chf");
    const pending = await stripe.refunds.create({ payment_intent: slow.id });
    expect(pending.status).toBe("pending");
    await standIn.admin.advance(10);
    expect((await stripe.refunds.retrieve(pending.id)).status).toBe("succeeded");
  });

  it("takes a disputed charge's money at once and gives it back to the winner", async () => {
    const { stripe, standIn } = market;
    const intent = await charge(stripe, 20_000, "pm_card_createDispute", "sek");
    const { data } = await stripe.disputes.list({ payment_intent: intent.id });
    expect(data[0]).toMatchObject({ status: "needs_response", amount: 20_000, is_charge_refundable: false });
    expect((await balanceOf(stripe, "sek")).available).toBe(-21_500);
    await expect(stripe.refunds.create({ payment_intent: intent.id })).rejects.toMatchObject({
      code: "charge_disputed",
    });
    const id = data[0]!.id;
    const evidence = { access_activity_log: "…", uncategorized_text: "lease log" };
    expect(await stripe.disputes.update(id, { evidence, submit: true })).toMatchObject({ status: "under_review" });
    expect(await standIn.admin.closeDispute(id, "won")).toMatchObject({ status: "won" });
    expect((await balanceOf(stripe, "sek")).available).toBe(-1_500);
    expect(await until("charge.dispute.funds_reinstated", id)).toHaveLength(1);
  });

  it("loses a dispute that is conceded, that nobody answers, or that loses its evidence", async () => {
    const { stripe, standIn } = market;
    const [one, two, three] = [await charge(stripe, 900), await charge(stripe, 900), await charge(stripe, 900)];
    const conceded = await standIn.admin.openDispute({ paymentIntent: one.id, reason: "product_not_received" });
    expect(await stripe.disputes.close(conceded.id)).toMatchObject({ status: "lost", reason: "product_not_received" });
    const weak = await standIn.admin.openDispute({ paymentIntent: two.id, amount: 500 });
    await stripe.disputes.update(weak.id, { evidence: { uncategorized_text: "losing_evidence" }, submit: true });
    expect(await stripe.disputes.retrieve(weak.id)).toMatchObject({ status: "lost", amount: 500 });
    const silent = await standIn.admin.openDispute({ paymentIntent: three.id });
    await standIn.admin.advance(8 * day);
    expect(await stripe.disputes.retrieve(silent.id)).toMatchObject({ status: "lost" });
    const warned = await charge(stripe, 900, "pm_card_createIssuerFraudRecord");
    expect((await stripe.radar.earlyFraudWarnings.list({ payment_intent: warned.id })).data).toHaveLength(1);
  });

  it("transfers only what is available, to those who may receive it", async () => {
    const { stripe, standIn } = market;
    const currency = "dkk";
    const destination = await activeAccount(market);
    await charge(stripe, 10_000, "pm_card_visa", currency);
    const transfer = { amount: 9_000, currency, destination };
    const settlement = key("settlement");
    const tried = () => stripe.transfers.create(transfer, { idempotencyKey: settlement });
    await expect(tried()).rejects.toMatchObject({ code: "balance_insufficient" });
    await charge(stripe, 10_000, "pm_card_bypassPending", currency);
    // the refusal was saved under the key: money that has come since does not help before the key is forgotten
    await expect(tried()).rejects.toMatchObject({
      code: "balance_insufficient",
      headers: { "idempotent-replayed": "true" },
    });
    await stripe.payouts.create({ amount: 9_680, currency });
    await standIn.admin.advance(2 * day + 1);
    expect((await tried()).amount).toBe(9_000);
    expect((await balanceOf(stripe, currency)).available).toBe(680);
    const stranger = await stripe.v2.core.accounts.create({
      contact_email: "x@dc.test",
      configuration: { recipient: { capabilities: { stripe_balance: { stripe_transfers: { requested: true } } } } },
    });
    await expect(stripe.transfers.create({ amount: 100, currency, destination: stranger.id })).rejects.toMatchObject({
      code: "insufficient_capabilities_for_transfer",
    });
    await standIn.admin.restrictAccount(destination);
    await expect(stripe.transfers.create({ amount: 100, currency, destination })).rejects.toMatchObject({
      code: "insufficient_capabilities_for_transfer",
    });
  });

  it("pays out, and takes a failed payout back", async () => {
    const { stripe, standIn } = market;
    await charge(stripe, 10_000, "pm_card_bypassPending", "nok");
    await expect(stripe.payouts.create({ amount: 10_000, currency: "nok" })).rejects.toMatchObject({
      code: "balance_insufficient",
    });
    const payout = await stripe.payouts.create({ amount: 9_000, currency: "nok" });
    await standIn.admin.advance(2 * day + 1);
    expect((await stripe.payouts.retrieve(payout.id)).status).toBe("paid");
    await standIn.admin.failPayout(payout.id);
    expect((await balanceOf(stripe, "nok")).available).toBe(9_680);
    const { data } = await stripe.balanceTransactions.list({ currency: "nok" });
    expect(data.map(({ type }) => type)).toEqual(["payout_failure", "payout", "charge"]);
  });

  it("invoices, charges, voids and credits", async () => {
    const { stripe, standIn } = market;
    const { customer, method } = await payingCustomer(stripe);
    const send = { customer: customer.id, collection_method: "send_invoice", days_until_due: 30 } as const;
    const draft = await stripe.invoices.create({ ...send, automatic_tax: { enabled: true } });
    const line = { customer: customer.id, currency: "usd", tax_behavior: "exclusive" } as const;
    await stripe.invoiceItems.create({ ...line, invoice: draft.id, amount: 120_000, description: "H100 SXM" });
    await stripe.invoiceItems.create({ ...line, invoice: draft.id, amount: 3_400, description: "Storage" });
    const invoice = await stripe.invoices.finalizeInvoice(draft.id);
    expect(invoice).toMatchObject({ status: "open", total: 123_400, amount_due: 123_400 });
    expect(invoice.lines.data.map(({ description }) => description)).toEqual(["H100 SXM", "Storage"]);
    await expect(stripe.invoiceItems.create({ ...line, invoice: draft.id, amount: 1 })).rejects.toMatchObject({
      code: "invoice_not_editable",
    });
    await stripe.creditNotes.create({ invoice: invoice.id, amount: 3_400 });
    expect(await stripe.invoices.retrieve(invoice.id)).toMatchObject({ amount_due: 120_000 });
    await standIn.admin.advance(31 * day);
    expect(await until("invoice.overdue", invoice.id)).toHaveLength(1);
    const paid = await stripe.invoices.pay(invoice.id, { payment_method: method.id });
    expect(paid).toMatchObject({ status: "paid", amount_paid: 120_000, amount_remaining: 0 });
    const payments = await stripe.invoicePayments.list({ invoice: invoice.id });
    expect(payments.data).toMatchObject([{ amount_paid: 120_000, status: "paid" }]);
    const note = await stripe.creditNotes.create({ invoice: invoice.id, amount: 500, refund_amount: 500 });
    expect(note).toMatchObject({ type: "post_payment", total: 500 });
    expect(note.refunds).toHaveLength(1);
    const other = await stripe.invoices.create(send);
    await stripe.invoiceItems.create({ ...line, invoice: other.id, amount: 100 });
    await stripe.invoices.finalizeInvoice(other.id);
    expect(await stripe.invoices.voidInvoice(other.id)).toMatchObject({ status: "void" });
  });
});

const idOfNew = async (stripe: Stripe) => ({ customer: (await stripe.customers.create({})).id });
