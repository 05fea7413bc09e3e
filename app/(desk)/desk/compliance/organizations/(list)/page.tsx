import type { Metadata } from "next";
import { OrganizationsTable } from "@/components/compliance/organizations-table";
import { readTableState } from "@/components/data-table/table-state";
import { PageBody, PageHeader } from "@/components/layout/page-header";
import { toWire } from "@/components/wire";
import { listOrganizations } from "@/lib/compliance/organization-queries";
import { requireContext } from "@/lib/web/context";
import { ComplianceTabs } from "../../tabs";

export const metadata: Metadata = { title: "Organizations" };

export default async function OrganizationsPage(props: { searchParams: Promise<Record<string, string | string[]>> }) {
  const ctx = await requireContext("platform");
  const table = readTableState(await props.searchParams, { name: "organizations" });
  const page = await listOrganizations(ctx, { q: table.q, limit: table.pageSize, offset: table.offset });
  return (
    <PageBody>
      <PageHeader
        title="Organizations"
        description="Customers and operators, those with something open first. Flag and suspend on an organization's page."
      />
      <ComplianceTabs current="Organizations" />
      <OrganizationsTable rows={toWire(page.organizations)} total={page.total} pageSize={table.pageSize} />
    </PageBody>
  );
}
