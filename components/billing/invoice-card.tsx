import { Download, ExternalLink } from "lucide-react";
import { DefinitionList } from "@/components/layout/definition-list";
import { Money } from "@/components/layout/money";
import { SimulatedBadge } from "@/components/layout/simulated-badge";
import { UtcTime } from "@/components/layout/utc-time";
import { Button } from "@/components/ui/button";
import { Card, CardContent, CardHeader } from "@/components/ui/card";
import type { ShownInvoice } from "@/lib/payments/invoices/queries";
import { InvoiceState } from "./invoice-state";

const SENTENCES: Record<ShownInvoice["shownState"], string> = {
  planned: "It is on its way to the owner's mailbox.",
  draft: "It is on its way to the owner's mailbox.",
  open: "Pay it by card on Stripe's page, or by bank transfer with its number.",
  overdue: "Its day is past. Pay it by card on Stripe's page, or by bank transfer with its number.",
  paid: "Nothing is due any more.",
  void: "It is not asked for any more. What was unpaid is on the next statement.",
  uncollectible: "It can still be paid.",
  refused: "It could not be sent yet. The desk looks into it; the customer need not do anything.",
};

/** How an invoice stands, and where it is paid. */
export function InvoiceCard({ invoice, isSimulated }: { invoice: ShownInvoice; isSimulated: boolean }) {
  const { currency, shownState, hostedUrl, pdfUrl, dueAt, amountMicros, paidMicros, creditedMicros } = invoice;
  const canPay = hostedUrl && ["open", "overdue", "uncollectible"].includes(shownState);
  const amount = (micros: bigint) => <Money micros={micros} currency={currency} />;
  return (
    <Card>
      <CardHeader
        title="Payment"
        description={SENTENCES[shownState]}
        actions={
          <span className="flex flex-wrap items-center gap-2">
            {isSimulated ? <SimulatedBadge reason="The Stripe stand-in answers: no real money moves." /> : null}
            <InvoiceState state={shownState} />
          </span>
        }
      />
      <CardContent>
        <DefinitionList
          columns={3}
          items={[
            { label: "Asked for", value: amount(amountMicros) },
            { label: "Paid", value: amount(paidMicros), ...(creditedMicros > 0n ? { hint: "Credited apart" } : {}) },
            { label: "Credited", value: amount(creditedMicros) },
            { label: "Left to pay", value: amount(invoice.unpaidMicros) },
            {
              label: "Due",
              value: dueAt ? <UtcTime at={dueAt.toISOString()} /> : `${invoice.daysUntilDue} days after it is sent`,
            },
            { label: "Number at Stripe", value: invoice.stripeNumber ?? "-" },
          ]}
        />
        <div className="mt-4 flex flex-wrap gap-2">
          {canPay ? (
            <Button asChild variant="primary">
              <a href={hostedUrl} target="_blank" rel="noreferrer">
                Pay invoice
                <ExternalLink aria-hidden className="size-3.5" />
              </a>
            </Button>
          ) : null}
          {pdfUrl ? (
            <Button asChild>
              <a href={pdfUrl} target="_blank" rel="noreferrer">
                <Download aria-hidden className="size-3.5" />
                Stripe's PDF
              </a>
            </Button>
          ) : null}
        </div>
      </CardContent>
    </Card>
  );
}
