import type { Metadata } from "next";
import Link from "next/link";
import { FlagDialog, FlagsTable } from "@/components/compliance/flags-table";
import { OrderReviewsTable } from "@/components/compliance/order-reviews-table";
import { OwnersTable } from "@/components/compliance/owners-table";
import { ScreeningTable } from "@/components/compliance/screening-table";
import { StatementsList } from "@/components/compliance/statements-list";
import { SuspendDialog, SuspensionsTable } from "@/components/compliance/suspensions-table";
import { Id } from "@/components/layout/id";
import { PageBody, PageHeader, Section } from "@/components/layout/page-header";
import { StatusBadge } from "@/components/layout/status-badge";
import { Card, CardContent, CardHeader } from "@/components/ui/card";
import { toWire } from "@/components/wire";
import { listFlags, listSuspensions } from "@/lib/compliance/desk-queries";
import { listOrderReviews } from "@/lib/compliance/rule-queries";
import { listMatches } from "@/lib/compliance/screening-queries";
import { countryName } from "@/lib/core/fleet/countries";
import { isOffered } from "@/lib/identity/authorize";
import { requireContext } from "@/lib/web/context";
import {
  closeFlagAction,
  decideMatchAction,
  decideOrderAction,
  flagAction,
  liftSuspensionAction,
  suspendAction,
} from "../../actions";
import { loadDeclarations } from "./load-declarations";

export const metadata: Metadata = { title: "Organization" };

const MONTH_MS = 30 * 86_400_000;

export default async function OrganizationPage({ params }: { params: Promise<{ id: string }> }) {
  const ctx = await requireContext("platform");
  const of = { organizationId: (await params).id };
  const { organization, country, owners, statements } = await loadDeclarations(of.organizationId);
  const [matches, flags, suspensions, reviews] = await Promise.all([
    listMatches(ctx, of),
    listFlags(ctx, of),
    listSuspensions(ctx, of),
    listOrderReviews(ctx, of),
  ]);
  const may = (permission: "compliance.manage" | "organization.suspend") => isOffered(ctx.actor, permission);
  const isSuspended = suspensions.some(({ liftedAt }) => liftedAt === null);
  const home = organization.kind === "customer" ? "/desk/customers" : "/desk/payouts/operators";
  return (
    <PageBody>
      <PageHeader
        title={organization.name}
        badge={isSuspended ? <StatusBadge label="suspended" tone="danger" /> : null}
        meta={
          <>
            <Id value={organization.id} />
            <Link href={`${home}/${organization.id}`} className="text-primary hover:underline">
              {organization.kind === "customer" ? "Customer's page" : "Operator's payouts"}
            </Link>
            <span>{country ? `Incorporated in ${countryName(country)}` : "Country not stated"}</span>
          </>
        }
        actions={
          <>
            {may("compliance.manage") ? <FlagDialog organization={organization} flag={flagAction} /> : null}
            {may("organization.suspend") && !isSuspended ? (
              <SuspendDialog organization={organization} suspend={suspendAction} />
            ) : null}
          </>
        }
      />
      <Section title="Screening" description="Its names beside names on denied-party lists.">
        <ScreeningTable rows={toWire(matches)} {...(may("compliance.manage") ? { decide: decideMatchAction } : {})} />
      </Section>
      {organization.kind === "customer" ? (
        <Section title="Orders" description="That a rule refused.">
          <OrderReviewsTable
            rows={toWire(reviews)}
            inAMonth={new Date(ctx.now.getTime() + MONTH_MS).toISOString().slice(0, 10)}
            {...(may("compliance.manage") ? { decide: decideOrderAction } : {})}
          />
        </Section>
      ) : null}
      <Section title="Beneficial owners" description="As it has declared them.">
        <OwnersTable rows={toWire(owners)} />
      </Section>
      <Card>
        <CardHeader title="End-use statements" />
        <CardContent>
          <StatementsList statements={statements} now={ctx.now} />
        </CardContent>
      </Card>
      <Section title="Abuse flags">
        <FlagsTable rows={toWire(flags)} {...(may("compliance.manage") ? { close: closeFlagAction } : {})} />
      </Section>
      <Section title="Suspensions">
        <SuspensionsTable
          rows={toWire(suspensions)}
          {...(may("organization.suspend") ? { lift: liftSuspensionAction } : {})}
        />
      </Section>
    </PageBody>
  );
}
