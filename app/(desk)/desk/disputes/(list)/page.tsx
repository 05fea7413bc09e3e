import type { Metadata } from "next";
import { readTableState } from "@/components/data-table/table-state";
import { DisputesTable } from "@/components/desk/disputes-table";
import { FraudWarningsTable } from "@/components/desk/fraud-warnings-table";
import { PageBody, PageHeader, Section } from "@/components/layout/page-header";
import { toWire } from "@/components/wire";
import { isOffered } from "@/lib/identity/authorize";
import { listDisputes, listFraudWarnings } from "@/lib/payments/disputes/dispute-queries";
import { requireContext } from "@/lib/web/context";
import { decideFraudWarningAction } from "../actions";

export const metadata: Metadata = { title: "Disputes" };

const MOST_WARNINGS = 50;

export default async function DisputesPage(props: { searchParams: Promise<Record<string, string | string[]>> }) {
  const ctx = await requireContext("platform");
  const table = readTableState(await props.searchParams, { filters: ["state"] });
  const [page, warnings] = await Promise.all([
    listDisputes(ctx, {
      q: table.q,
      filters: table.filters.state ?? [],
      limit: table.pageSize,
      offset: table.offset,
    }),
    listFraudWarnings(ctx, { limit: MOST_WARNINGS }),
  ]);
  const mayDecide = isOffered(ctx.actor, "dispute.manage");
  return (
    <PageBody>
      <PageHeader
        title="Disputes"
        description="Payments that a customer's bank takes back, or warns of. Those that wait for evidence first, by their deadline."
      />
      <DisputesTable
        rows={page.disputes.map(({ dispute, organizationName }) => ({ ...toWire(dispute), organizationName }))}
        total={page.total}
        pageSize={table.pageSize}
      />
      <Section
        title="Early fraud warnings"
        description="A bank's word before a dispute. Until one is decided its customer starts nothing new."
      >
        <FraudWarningsTable
          rows={warnings.map(({ warning, ...rest }) => ({ ...toWire(warning), ...toWire(rest) }))}
          {...(mayDecide ? { decide: decideFraudWarningAction } : {})}
        />
      </Section>
    </PageBody>
  );
}
