import type { Metadata } from "next";
import Link from "next/link";
import { AuditTable } from "@/components/audit/audit-table";
import { DayForm } from "@/components/audit/day-form";
import { readAuditSearch, type Search } from "@/components/audit/read-audit-search";
import { Id } from "@/components/layout/id";
import { PageBody, PageHeader } from "@/components/layout/page-header";
import { toWire } from "@/components/wire";
import { listAuditEvents } from "@/lib/identity/audit-queries";
import { requireContext } from "@/lib/web/context";

export const metadata: Metadata = { title: "Audit" };

const DAYS_SHOWN_MS = 30 * 86_400_000;

export default async function DeskAuditPage({ searchParams }: { searchParams: Promise<Search> }) {
  const ctx = await requireContext("platform");
  const { filter, days, keep, organizationId, pageSize } = readAuditSearch(await searchParams);
  const fromDay = days.fromDay || new Date(ctx.now.getTime() - DAYS_SHOWN_MS).toISOString().slice(0, 10);
  const { events, total } = await listAuditEvents(ctx, { ...filter, fromDay, everywhere: true, organizationId });
  return (
    <PageBody>
      <PageHeader
        title="Audit"
        description="Who changed what, in every organization. What concerns a customer or an operator is in its own log, where it reads it."
        meta={
          organizationId ? (
            <>
              <span>
                Log of <Id value={organizationId} />
              </span>
              <Link href="/desk/audit" className="text-primary hover:underline">
                Show all
              </Link>
            </>
          ) : null
        }
      />
      <DayForm fromDay={fromDay} toDay={days.toDay} keep={keep} />
      <AuditTable isEverywhere rows={toWire(events)} total={total} pageSize={pageSize} />
    </PageBody>
  );
}
