import type { Metadata } from "next";
import { ClassesTable } from "@/components/compliance/classes-table";
import { NewClass, NewRule } from "@/components/compliance/new-rule";
import { RulesTable } from "@/components/compliance/rules-table";
import { PageBody, PageHeader, Section } from "@/components/layout/page-header";
import { Alert } from "@/components/ui/alert";
import { toWire } from "@/components/wire";
import { listClasses, listModelCodes, listRules } from "@/lib/compliance/rule-queries";
import { isOffered } from "@/lib/identity/authorize";
import { requireContext } from "@/lib/web/context";
import {
  activateRuleAction,
  createClassAction,
  createRuleAction,
  endRuleAction,
  setProvenancePolicyAction,
} from "../actions";
import { ComplianceTabs } from "../tabs";

export const metadata: Metadata = { title: "Export rules" };

export default async function RulesPage() {
  const ctx = await requireContext("platform");
  const [rules, classes, modelCodes] = await Promise.all([listRules(ctx), listClasses(ctx), listModelCodes(ctx)]);
  const mayManage = isOffered(ctx.actor, "compliance.manage");
  return (
    <PageBody>
      <PageHeader
        title="Export rules"
        description="What the platform lets whom rent where. A customer's countries are those it is incorporated and taxed in."
        actions={
          mayManage && classes.length > 0 ? (
            <NewRule classes={classes.map(({ id, name }) => ({ id, name }))} create={createRuleAction} />
          ) : null
        }
      />
      <ComplianceTabs current="Rules" />
      <Alert tone="info" title="Not legal advice">
        <p>
          The examples show what a rule looks like. They are drafts, they may be wrong, and they decide nothing. What
          the law asks of the platform, somebody who knows it has to say.
        </p>
      </Alert>
      <RulesTable
        rows={toWire(rules)}
        {...(mayManage ? { actions: { activate: activateRuleAction, end: endRuleAction } } : {})}
      />
      <Section
        title="Classes of accelerators"
        description="What rules speak of, and whose hosts are sold with accepted provenance alone."
        actions={mayManage ? <NewClass modelCodes={modelCodes} create={createClassAction} /> : null}
      >
        <ClassesTable rows={toWire(classes)} {...(mayManage ? { setPolicy: setProvenancePolicyAction } : {})} />
      </Section>
    </PageBody>
  );
}
