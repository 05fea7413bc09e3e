import { TopUpsTable } from "@/components/billing/top-ups-table";
import { readTableState } from "@/components/data-table/table-state";
import { Section } from "@/components/layout/page-header";
import { toWire } from "@/components/wire";
import { listOwnDisputeStates } from "@/lib/payments/disputes/dispute-queries";
import { listTopUps } from "@/lib/payments/queries";
import { requireContext } from "@/lib/web/context";

interface PaymentsSectionProps {
  search: Record<string, string | string[] | undefined>;
}

/** What was paid, or tried, by card. */
export async function PaymentsSection({ search }: PaymentsSectionProps) {
  const ctx = await requireContext("customer");
  const table = readTableState(search, { name: "payments", pageSize: 10 });
  const { topUps, total } = await listTopUps(ctx, { limit: table.pageSize, offset: table.offset });
  const disputed = await listOwnDisputeStates(
    ctx,
    topUps.map(({ id }) => id),
  );
  return (
    <Section title="Payments" description="Newest first. A payment is on your balance once Stripe confirms it.">
      <TopUpsTable
        rows={topUps.map(({ id, createdAt, amountMicros, currency, state, failure, paidWith, receiptUrl }) =>
          toWire({
            id,
            createdAt,
            amountMicros,
            currency,
            state,
            failure,
            paidWith,
            receiptUrl,
            disputeState: disputed.get(id) ?? null,
          }),
        )}
        total={total}
        pageSize={table.pageSize}
      />
    </Section>
  );
}
