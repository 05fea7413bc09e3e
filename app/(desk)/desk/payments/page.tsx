import type { Metadata } from "next";
import { readTableState } from "@/components/data-table/table-state";
import { PaymentStats } from "@/components/desk/payment-stats";
import { PaymentsTable } from "@/components/desk/payments-table";
import { StripeCallsTable } from "@/components/desk/stripe-calls-table";
import { StripeEventsTable } from "@/components/desk/stripe-events-table";
import { PageBody, PageHeader, Section } from "@/components/layout/page-header";
import { SimulatedBadge } from "@/components/layout/simulated-badge";
import { Alert } from "@/components/ui/alert";
import { toWire } from "@/components/wire";
import { isOffered } from "@/lib/identity/authorize";
import { getDisputesSummary } from "@/lib/payments/disputes/dispute-queries";
import {
  getPaymentsSummary,
  listPayments,
  listStripeCalls,
  listStripeEvents,
  paymentsMode,
} from "@/lib/payments/queries";
import { requireContext } from "@/lib/web/context";
import { replayStripeEventAction } from "./actions";

export const metadata: Metadata = { title: "Payments" };

const PAGE_SIZE = 10;

export default async function PaymentsPage(props: { searchParams: Promise<Record<string, string | string[]>> }) {
  const ctx = await requireContext("platform");
  const search = await props.searchParams;
  const page = (name: string) => {
    const { pageSize: limit, offset } = readTableState(search, { name, pageSize: PAGE_SIZE });
    return { limit, offset };
  };
  const [summary, disputes, payments, events, calls] = await Promise.all([
    getPaymentsSummary(ctx),
    getDisputesSummary(ctx),
    listPayments(ctx, page("payments")),
    listStripeEvents(ctx, page("events")),
    listStripeCalls(ctx, page("calls")),
  ]);
  const mode = paymentsMode();
  const mayReplay = isOffered(ctx.actor, "stripe.manage");
  return (
    <PageBody>
      <PageHeader
        title="Payments"
        description="What customers pay by card. Asked of Stripe by the outbox, told back by its events, booked once."
        badge={
          mode === "stand-in" ? (
            <SimulatedBadge reason="The Stripe stand-in answers: no card is charged and no real money moves." />
          ) : null
        }
      />
      {mode === "off" ? (
        <Alert tone="warning" title="Card payments are off">
          No Stripe key is set. Customers pay by bank transfer, and the desk credits them.
        </Alert>
      ) : null}
      <PaymentStats summary={summary} disputes={disputes} />
      <Section title="Payments" description="Newest first. The fee is known once Stripe has booked the payment.">
        <PaymentsTable
          rows={payments.payments.map(({ topUp, organizationName }) => {
            const { id, organizationId, amountMicros, currency, state, failure, feeMicros, paidWith, createdAt } =
              topUp;
            const shown = {
              id,
              organizationId,
              amountMicros,
              currency,
              state,
              failure,
              feeMicros,
              paidWith,
              createdAt,
            };
            return toWire({ ...shown, organizationName });
          })}
          total={payments.total}
          pageSize={PAGE_SIZE}
        />
      </Section>
      <Section title="Events" description="Kept once by their id as Stripe told them, newest first, then acted on.">
        <StripeEventsTable
          rows={events.events.map(({ payload, ...event }) => ({
            ...toWire(event),
            payload: JSON.stringify(payload, null, 2),
          }))}
          total={events.total}
          pageSize={PAGE_SIZE}
          {...(mayReplay ? { replay: replayStripeEventAction } : {})}
        />
      </Section>
      <Section
        title="Outbox"
        description="What is asked of Stripe, newest first. A call that did not get through is made again under the same key."
      >
        <StripeCallsTable
          rows={calls.calls.map(({ request: _, ...call }) => toWire(call))}
          total={calls.total}
          pageSize={PAGE_SIZE}
        />
      </Section>
    </PageBody>
  );
}
