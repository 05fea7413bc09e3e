import type { Metadata } from "next";
import { ProvenanceAlert } from "@/components/compliance/provenance-alert";
import { ProvenanceTable } from "@/components/compliance/provenance-table";
import { UploadProvenanceForm } from "@/components/compliance/upload-provenance-form";
import { PageBody, PageHeader } from "@/components/layout/page-header";
import { Card, CardContent, CardHeader } from "@/components/ui/card";
import { toWire } from "@/components/wire";
import { listOwnProvenance } from "@/lib/compliance/provenance-queries";
import { listHosts } from "@/lib/fleet/host-queries";
import { requireContext } from "@/lib/web/context";

export const metadata: Metadata = { title: "Provenance of hardware" };

export default async function ProvenancePage() {
  const ctx = await requireContext();
  const [{ documents, barredHosts }, hosts] = await Promise.all([listOwnProvenance(ctx), listHosts(ctx)]);
  return (
    <PageBody>
      <PageHeader
        title="Provenance of hardware"
        description="Where your accelerators are from: invoices, export licences, certificates of origin. The platform alone reads them."
      />
      <ProvenanceAlert barred={barredHosts} />
      <ProvenanceTable rows={toWire(documents)} />
      {hosts.length > 0 ? (
        <Card>
          <CardHeader title="Hand in a document" />
          <CardContent>
            <UploadProvenanceForm url="/api/provenance" hosts={hosts.map(({ id, name }) => ({ id, name }))} />
          </CardContent>
        </Card>
      ) : null}
    </PageBody>
  );
}
