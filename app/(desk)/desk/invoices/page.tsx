import type { Metadata } from "next";
import { readTableState } from "@/components/data-table/table-state";
import { CreditRequestsTable } from "@/components/desk/credit-requests-table";
import { InvoiceStats } from "@/components/desk/invoice-stats";
import { InvoicesTable } from "@/components/desk/invoices-table";
import { PageBody, PageHeader, Section } from "@/components/layout/page-header";
import { SimulatedBadge } from "@/components/layout/simulated-badge";
import { Alert } from "@/components/ui/alert";
import { toWire } from "@/components/wire";
import { isOffered } from "@/lib/identity/authorize";
import { getInvoiceTotals, listCreditRequests, listInvoices } from "@/lib/payments/invoices/queries";
import { paymentsMode } from "@/lib/payments/queries";
import { requireContext } from "@/lib/web/context";
import {
  creditInvoiceAction,
  decideCreditNoteAction,
  markInvoicePaidAction,
  resendInvoiceAction,
  retryInvoiceAction,
  voidInvoiceAction,
} from "./actions";

export const metadata: Metadata = { title: "Invoices" };

export default async function InvoicesPage(props: { searchParams: Promise<Record<string, string | string[]>> }) {
  const ctx = await requireContext("platform");
  const table = readTableState(await props.searchParams, { filters: ["state"] });
  const [totals, page, requests] = await Promise.all([
    getInvoiceTotals(ctx),
    listInvoices(ctx, {
      limit: table.pageSize,
      offset: table.offset,
      states: table.filters.state ?? [],
      q: table.q,
    }),
    listCreditRequests(ctx),
  ]);
  const { userId } = ctx.actor;
  const mayManage = isOffered(ctx.actor, "invoice.manage");
  const mayDecide = isOffered(ctx.actor, "ledger.approve");
  const mode = paymentsMode();
  const actions = {
    voidInvoice: voidInvoiceAction,
    markPaid: markInvoicePaidAction,
    credit: creditInvoiceAction,
    resend: resendInvoiceAction,
    retry: retryInvoiceAction,
  };
  return (
    <PageBody>
      <PageHeader
        title="Invoices"
        description="A month's invoice of each customer on credit, as Stripe asks for it. What is overdue comes first."
        badge={
          mode === "stand-in" ? (
            <SimulatedBadge reason="The Stripe stand-in answers: nobody is mailed and no real money moves." />
          ) : null
        }
      />
      {mode === "off" ? (
        <Alert tone="warning" title="Stripe is off">
          No key is set. Invoices are issued as statements, and none is sent or paid here.
        </Alert>
      ) : null}
      <InvoiceStats totals={totals} />
      {requests.length > 0 ? (
        <Section
          title="Credit notes that wait"
          description="Above the limit of one person. Another than the one who asked must approve."
        >
          <CreditRequestsTable
            decide={decideCreditNoteAction}
            rows={requests.map(({ note, ...of }) => ({
              ...toWire({ ...note, ...of }),
              decidable: mayDecide && note.createdBy !== userId,
            }))}
          />
        </Section>
      ) : null}
      <InvoicesTable
        rows={page.invoices.map((invoice) => toWire(invoice))}
        total={page.total}
        pageSize={table.pageSize}
        {...(mayManage ? { actions } : {})}
      />
    </PageBody>
  );
}
