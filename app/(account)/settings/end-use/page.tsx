import type { Metadata } from "next";
import { CountryForm } from "@/components/compliance/country-form";
import { OwnOrdersTable } from "@/components/compliance/own-orders-table";
import { DeclareOwner, OwnersTable } from "@/components/compliance/owners-table";
import { SignEndUseForm } from "@/components/compliance/sign-end-use-form";
import { StandingBanner } from "@/components/compliance/standing-banner";
import { StatementsList } from "@/components/compliance/statements-list";
import { PageBody, PageHeader, Section } from "@/components/layout/page-header";
import { Alert } from "@/components/ui/alert";
import { Card, CardContent, CardHeader } from "@/components/ui/card";
import { toWire } from "@/components/wire";
import { findOwnTrouble, getOwnDeclarations } from "@/lib/compliance/own-queries";
import { NOT_LEGAL_ADVICE } from "@/lib/core/compliance/end-use";
import { countryChoices, countryName } from "@/lib/core/fleet/countries";
import { isOffered } from "@/lib/identity/authorize";
import { requireContext } from "@/lib/web/context";
import { declareCountryAction, declareOwnerAction, removeOwnerAction, signEndUseAction } from "./actions";

export const metadata: Metadata = { title: "End use and owners" };

export default async function EndUsePage() {
  const ctx = await requireContext();
  const { country, owners, statements, reviews } = await getOwnDeclarations(ctx);
  const trouble = await findOwnTrouble(ctx);
  const { organizationKind } = ctx.actor;
  const isCustomer = organizationKind === "customer";
  const mayDeclare = isOffered(ctx.actor, "end_use.declare");
  return (
    <PageBody>
      <PageHeader
        title="End use and owners"
        description={`What the platform has to know of whom it does business with. ${NOT_LEGAL_ADVICE}`}
      />
      {trouble ? (
        <Alert tone={trouble.kind === "suspended" ? "danger" : "warning"}>
          <StandingBanner trouble={trouble} now={ctx.now} />
        </Alert>
      ) : null}
      <Card>
        <CardHeader
          title="Where you are"
          description="Rules for some accelerators go by it, and by where you are taxed."
        />
        <CardContent>
          {mayDeclare ? (
            <CountryForm country={country} countries={countryChoices()} declare={declareCountryAction} />
          ) : (
            <p>{country ? countryName(country) : "Not stated. An owner or admin can say so."}</p>
          )}
        </CardContent>
      </Card>
      <Section
        title="Beneficial owners"
        description="Every person who owns or controls 25 % or more."
        actions={mayDeclare ? <DeclareOwner declare={declareOwnerAction} /> : null}
      >
        <OwnersTable rows={toWire(owners)} {...(mayDeclare ? { remove: removeOwnerAction } : {})} />
      </Section>
      {isCustomer ? (
        <>
          <Card>
            <CardHeader title="End-use statements" description="Some launches ask for one. It holds for a year." />
            <CardContent>
              <StatementsList statements={statements} now={ctx.now} />
            </CardContent>
          </Card>
          {mayDeclare ? (
            <Card>
              <CardHeader title="Sign a statement" />
              <CardContent>
                <SignEndUseForm sign={signEndUseAction} />
              </CardContent>
            </Card>
          ) : null}
          <Section title="Orders under review" description="Launches that a rule refused, and what the platform said.">
            <OwnOrdersTable rows={toWire(reviews)} />
          </Section>
        </>
      ) : null}
    </PageBody>
  );
}
