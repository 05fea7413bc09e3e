import type { Metadata } from "next";
import { ListChangesTable, ListVersionsTable } from "@/components/compliance/list-tables";
import { LoadListForm } from "@/components/compliance/load-list-form";
import { PageBody, PageHeader, Section } from "@/components/layout/page-header";
import { Card, CardContent, CardHeader } from "@/components/ui/card";
import { toWire } from "@/components/wire";
import { listChanges, listVersions } from "@/lib/compliance/screening-queries";
import { isOffered } from "@/lib/identity/authorize";
import { requireContext } from "@/lib/web/context";
import { ComplianceTabs } from "../tabs";

export const metadata: Metadata = { title: "Denied-party lists" };

export default async function ListsPage() {
  const ctx = await requireContext("platform");
  const [versions, changes] = await Promise.all([listVersions(ctx), listChanges(ctx)]);
  const mayLoad = isOffered(ctx.actor, "compliance.manage");
  return (
    <PageBody>
      <PageHeader
        title="Denied-party lists"
        description="Files as their publishers have them. Everybody is screened anew when one is loaded. No list comes with the software."
      />
      <ComplianceTabs current="Lists" />
      {mayLoad ? (
        <Card>
          <CardHeader
            title="Load a list"
            description="All of it or nothing: a file that is cut off or damaged is refused with its line. Large files: npm run load-list on the server."
          />
          <CardContent>
            <LoadListForm url="/api/desk/denied-lists" />
          </CardContent>
        </Card>
      ) : null}
      <Section title="Versions" description="Newest first.">
        <ListVersionsTable rows={toWire(versions)} />
      </Section>
      <Section title="What the current versions changed" description="Without those of which everything is new.">
        <ListChangesTable rows={toWire(changes)} />
      </Section>
    </PageBody>
  );
}
