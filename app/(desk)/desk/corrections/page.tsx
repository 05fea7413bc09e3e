import type { Metadata } from "next";
import { readTableState } from "@/components/data-table/table-state";
import { CorrectionsTable } from "@/components/desk/corrections-table";
import { RerateForm } from "@/components/desk/rerate-form";
import { PageBody, PageHeader, Section } from "@/components/layout/page-header";
import { Card, CardContent, CardHeader } from "@/components/ui/card";
import { toWire } from "@/components/wire";
import { countryName } from "@/lib/core/fleet/countries";
import { isOffered } from "@/lib/identity/authorize";
import { listCorrections, listRerateChoices } from "@/lib/metering/correction-queries";
import { requireContext } from "@/lib/web/context";
import { previewReratingAction, rerateLeasesAction } from "./actions";

export const metadata: Metadata = { title: "Corrections" };

export default async function CorrectionsPage(props: { searchParams: Promise<Record<string, string | string[]>> }) {
  const ctx = await requireContext("platform");
  const table = readTableState(await props.searchParams, { name: "corrections" });
  const [{ corrections, total }, choices] = await Promise.all([
    listCorrections(ctx, { limit: table.pageSize, offset: table.offset }),
    listRerateChoices(ctx),
  ]);
  const mayCorrect = isOffered(ctx.actor, "correction.manage");
  return (
    <PageBody>
      <PageHeader
        title="Corrections"
        description="What was found out after it was billed. The difference is posted in the open period, to customer and operator; what was booked stays."
      />
      {mayCorrect ? (
        <Card>
          <CardHeader
            title="Re-rate a wrong price"
            description="All leases that were pinned to one price, for what is billed of a window. Discounts stay in force."
          />
          <CardContent>
            <RerateForm
              choices={choices.map((choice) => ({
                ...choice,
                regionName: choice.region === "*" ? "every region" : countryName(choice.region),
              }))}
              preview={previewReratingAction}
              rerate={rerateLeasesAction}
            />
          </CardContent>
        </Card>
      ) : null}
      <Section title="All corrections" description="Newest first. To correct one lease, open it.">
        <CorrectionsTable rows={toWire(corrections)} total={total} pageSize={table.pageSize} />
      </Section>
    </PageBody>
  );
}
