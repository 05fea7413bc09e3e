import type { Metadata } from "next";
import { AutoRefresh } from "@/components/layout/auto-refresh";
import { PageBody, PageHeader } from "@/components/layout/page-header";
import { StockTable } from "@/components/leases/stock-table";
import { toWire } from "@/components/wire";
import { listStock } from "@/lib/leases/stock-queries";
import { requireContext } from "@/lib/web/context";

export const metadata: Metadata = { title: "Catalogue" };

export default async function CataloguePage() {
  const ctx = await requireContext("customer");
  const rows = await listStock(ctx);
  return (
    <PageBody>
      <AutoRefresh everyMs={15_000} />
      <PageHeader
        title="Catalogue"
        description="Stock is what can start this moment on one host. Prices are yours, as a launch would bind them now, billed by the second; a month is 730 hours."
      />
      <StockTable rows={toWire(rows)} />
    </PageBody>
  );
}
