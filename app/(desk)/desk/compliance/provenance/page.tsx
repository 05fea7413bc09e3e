import type { Metadata } from "next";
import { ProvenanceTable } from "@/components/compliance/provenance-table";
import { PageBody, PageHeader } from "@/components/layout/page-header";
import { toWire } from "@/components/wire";
import { listProvenance } from "@/lib/compliance/provenance-queries";
import { isOffered } from "@/lib/identity/authorize";
import { requireContext } from "@/lib/web/context";
import { reviewProvenanceAction } from "../actions";
import { ComplianceTabs } from "../tabs";

export const metadata: Metadata = { title: "Provenance" };

export default async function ProvenancePage() {
  const ctx = await requireContext("platform");
  const documents = await listProvenance(ctx);
  const mayReview = isOffered(ctx.actor, "compliance.manage");
  return (
    <PageBody>
      <PageHeader
        title="Provenance"
        description="Where hardware is from, as operators say. Which classes are sold with accepted provenance alone is said under Rules. Open files with care: they come from outside."
      />
      <ComplianceTabs current="Provenance" />
      <ProvenanceTable isDesk rows={toWire(documents)} {...(mayReview ? { review: reviewProvenanceAction } : {})} />
    </PageBody>
  );
}
