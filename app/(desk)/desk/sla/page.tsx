import type { Metadata } from "next";
import { readTableState } from "@/components/data-table/table-state";
import { SlaCreditsTable } from "@/components/desk/sla-credits-table";
import { SlaRuleForm } from "@/components/desk/sla-rule-form";
import { SlaRulesTable } from "@/components/desk/sla-rules-table";
import { PageBody, PageHeader, Section } from "@/components/layout/page-header";
import { Card, CardContent, CardHeader } from "@/components/ui/card";
import { toWire } from "@/components/wire";
import { isOffered } from "@/lib/identity/authorize";
import { listSlaCredits, listSlaRules } from "@/lib/metering/correction-queries";
import { requireContext } from "@/lib/web/context";
import { createSlaRuleAction, endSlaRuleAction } from "./actions";

export const metadata: Metadata = { title: "SLA" };

const DAY_MS = 86_400_000;

export default async function SlaPage(props: { searchParams: Promise<Record<string, string | string[]>> }) {
  const ctx = await requireContext("platform");
  const table = readTableState(await props.searchParams, { name: "credits" });
  const [rules, { credits, total }] = await Promise.all([
    listSlaRules(ctx),
    listSlaCredits(ctx, { limit: table.pageSize, offset: table.offset }),
  ]);
  const tomorrow = new Date(ctx.now.getTime() + DAY_MS).toISOString().slice(0, 10);
  const mayManage = isOffered(ctx.actor, "sla.manage");
  const now = ctx.now.toISOString();
  return (
    <PageBody>
      <PageHeader
        title="SLA"
        description="Unreachable time is never billed. Beyond what a rule allows it also earns the customer a credit, charged back to the operator by contract. Nobody has to claim it."
      />
      <Section
        title="Rules"
        description="Tiers add up, to what the window cost at the most. A credit that was given is not taken back. A rule for maintenance gives its share of an hour's price for each window that stops an instance, of three hours in an emergency."
      >
        <SlaRulesTable
          rows={toWire(rules)}
          now={now}
          tomorrow={tomorrow}
          {...(mayManage ? { end: endSlaRuleAction } : {})}
        />
      </Section>
      {mayManage ? (
        <Card>
          <CardHeader title="Add a rule" description="From a coming UTC day on." />
          <CardContent>
            <SlaRuleForm tomorrow={tomorrow} create={createSlaRuleAction} />
          </CardContent>
        </Card>
      ) : null}
      <Section title="Credits given" description="Newest first; one per lease, window and rule.">
        <SlaCreditsTable rows={toWire(credits)} total={total} pageSize={table.pageSize} />
      </Section>
    </PageBody>
  );
}
