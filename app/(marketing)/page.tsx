import { BillingFacts, ForOperators, Opening } from "@/components/catalog/landing-sections";
import { toStockLines } from "@/components/catalog/stock-rows";
import { StockTable } from "@/components/catalog/stock-table";
import { AutoRefresh } from "@/components/layout/auto-refresh";
import { RelativeTime } from "@/components/layout/relative-time";
import { listStock } from "@/lib/leases/stock-queries";
import { getContext } from "@/lib/web/context";

export default async function LandingPage() {
  const ctx = await getContext();
  const lines = toStockLines(await listStock(ctx));
  return (
    <>
      <AutoRefresh everyMs={15_000} />
      <Opening lines={lines} />
      <section id="prices" className="scroll-mt-16 border-t">
        <div className="mx-auto max-w-6xl px-4 py-14 sm:px-6">
          <div className="mb-6 flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1">
            <h2 className="text-2xl">What can be rented now</h2>
            <p className="text-muted-foreground">
              Counted <RelativeTime at={ctx.now.toISOString()} />. What is shown as free can be launched.
            </p>
          </div>
          <StockTable rows={lines} />
        </div>
      </section>
      <BillingFacts />
      <ForOperators />
    </>
  );
}
