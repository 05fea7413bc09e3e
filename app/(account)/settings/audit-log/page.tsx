import { Download } from "lucide-react";
import type { Metadata } from "next";
import { AuditTable } from "@/components/audit/audit-table";
import { ChainCard } from "@/components/audit/chain-card";
import { DayForm } from "@/components/audit/day-form";
import { readAuditSearch, type Search } from "@/components/audit/read-audit-search";
import { SupportAccessCard } from "@/components/audit/support-access-card";
import { PageBody, PageHeader } from "@/components/layout/page-header";
import { Button } from "@/components/ui/button";
import { toWire } from "@/components/wire";
import { getAuditChain, listAuditEvents } from "@/lib/identity/audit-queries";
import { isOffered } from "@/lib/identity/authorize";
import { getSupportAccess } from "@/lib/identity/impersonation/visit-queries";
import { requireContext } from "@/lib/web/context";
import { setSupportAccessAction, verifyOwnLogAction } from "./actions";

export const metadata: Metadata = { title: "Audit log" };

export default async function AuditLogPage({ searchParams }: { searchParams: Promise<Search> }) {
  const ctx = await requireContext();
  const { organizationKind, impersonation } = ctx.actor;
  const { filter, days, keep, pageSize } = readAuditSearch(await searchParams);
  const [{ events, total }, chain, access] = await Promise.all([
    listAuditEvents(ctx, filter),
    getAuditChain(ctx),
    getSupportAccess(ctx),
  ]);
  const mayDecide = isOffered(ctx.actor, "organization.manage") && !impersonation;
  return (
    <PageBody>
      <PageHeader
        title="Audit log"
        description="Who changed what, from where. It is only ever added to; what the platform's staff did for you is in it too."
        actions={["ndjson", "csv"].map((format) => (
          <Button key={format} asChild>
            <a href={`/settings/audit-log/export?format=${format}`} download>
              <Download aria-hidden className="text-muted-foreground" />
              Export {format.toUpperCase()}
            </a>
          </Button>
        ))}
      />
      <DayForm {...days} keep={keep} />
      <AuditTable rows={toWire(events)} total={total} pageSize={pageSize} />
      <div className="grid items-start gap-6 lg:grid-cols-2">
        {organizationKind === "platform" ? null : (
          <SupportAccessCard {...toWire(access)} {...(mayDecide ? { set: setSupportAccessAction } : {})} />
        )}
        <ChainCard chain={toWire(chain)} verify={verifyOwnLogAction} />
      </div>
    </PageBody>
  );
}
