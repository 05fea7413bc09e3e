import type { Metadata } from "next";
import { InventoryTable } from "@/components/fleet/inventory-table";
import { PageBody, PageHeader } from "@/components/layout/page-header";
import { Alert } from "@/components/ui/alert";
import { toWire } from "@/components/wire";
import { listInventory, MAX_INVENTORY } from "@/lib/fleet/inventory-queries";
import { requireContext } from "@/lib/web/context";

export const metadata: Metadata = { title: "Inventory" };

export default async function InventoryPage() {
  const ctx = await requireContext("operator");
  const rows = await listInventory(ctx);
  return (
    <PageBody>
      <PageHeader
        title="Inventory"
        description="Every accelerator of yours, each with its passport; missing ones stay listed."
      />
      {rows.length === MAX_INVENTORY ? (
        <Alert tone="info" title={`The first ${MAX_INVENTORY} are shown`}>
          <p>The others are on the pages of their hosts.</p>
        </Alert>
      ) : null}
      <InventoryTable rows={toWire(rows)} />
    </PageBody>
  );
}
