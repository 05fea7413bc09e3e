import { DefinitionList } from "@/components/layout/definition-list";
import { UtcTime } from "@/components/layout/utc-time";
import { Card, CardContent, CardHeader } from "@/components/ui/card";
import type { Wire } from "@/components/wire";
import type { TaxProfile } from "@/lib/catalog/rate-queries";
import type { ActionResult } from "@/lib/web/action-result";
import { type TermsField, TermsForm } from "./terms-form";

interface TaxProfileProps {
  current: Wire<TaxProfile> | null;
  announced: Wire<TaxProfile> | null;
  /** Absent where the actor may only look. */
  send?: ((input: never) => Promise<ActionResult<unknown>>) | undefined;
  /** The desk names the customer, and may exempt them. */
  customer?: { id: string; name: string };
}

/** Whom documents are made out to and where they are taxed, what changes at the next hour, and the form that changes it. */
export function TaxProfileCard({ current, announced, send, customer }: TaxProfileProps) {
  const latest = announced ?? current;
  return (
    <Card>
      <CardHeader
        title={customer ? "Tax profile" : "Billing details"}
        description="Whom documents are made out to, and where tax is due. A change counts from the next full hour (UTC)."
      />
      <CardContent className="flex flex-col gap-6">
        {current ? (
          <Facts profile={current} />
        ) : (
          <p className="text-muted-foreground">Nothing is on file: no tax is charged.</p>
        )}
        {announced ? (
          <div className="flex flex-col gap-3 border-t pt-4">
            <h3 className="font-medium text-sm">
              From <UtcTime at={announced.during.from} /> on
            </h3>
            <Facts profile={announced} />
          </div>
        ) : null}
        {send ? (
          <div className="border-t pt-4">
            <TermsForm
              key={latest?.id ?? "none"}
              fields={fieldsOf(latest, Boolean(customer))}
              {...(customer ? { fixed: { organizationId: customer.id }, object: customer.name } : {})}
              send={send}
              label={customer ? "Save tax profile" : "Save billing details"}
              question={customer ? "Save this tax profile?" : "Save these billing details?"}
              consequence="Tax is charged by them from the next full hour on; what was used before stays as it was."
              done="Billing details saved"
            />
          </div>
        ) : null}
      </CardContent>
    </Card>
  );
}

function Facts({ profile }: { profile: Wire<TaxProfile> }) {
  return (
    <DefinitionList
      columns={2}
      items={[
        { label: "Legal name", value: profile.legalName },
        { label: "Address", value: <span className="whitespace-pre-line">{profile.address}</span> },
        { label: "Jurisdiction", value: profile.jurisdiction },
        { label: "Tax id", value: profile.taxId ?? "none", hint: profile.exempt ? "Exempt from tax" : null },
      ]}
    />
  );
}

function fieldsOf(profile: Wire<TaxProfile> | null, isDesk: boolean): TermsField[] {
  return [
    { name: "legalName", label: "Legal name", kind: "text", initial: profile?.legalName ?? "" },
    {
      name: "jurisdiction",
      label: "Jurisdiction",
      kind: "text",
      initial: profile?.jurisdiction ?? "",
      placeholder: "DE or US-CA",
      hint: "Country code; where taxes differ within it, with its part.",
    },
    { name: "address", label: "Address", kind: "lines", initial: profile?.address ?? "" },
    {
      name: "taxId",
      label: "Tax id",
      kind: "text",
      optional: true,
      initial: profile?.taxId ?? "",
      placeholder: "DE123456789",
    },
    ...(isDesk
      ? [
          {
            name: "exempt",
            label: "Exempt from tax",
            kind: "check" as const,
            initial: profile?.exempt ? "yes" : "",
            hint: "With proof on file.",
          },
        ]
      : []),
  ];
}
