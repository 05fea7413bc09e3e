import { RelativeTime } from "@/components/layout/relative-time";
import { Card, CardContent, CardHeader } from "@/components/ui/card";
import { CURRENCIES, type Currency } from "@/lib/core/money";
import type { ActionResult } from "@/lib/web/action-result";
import { type TermsField, TermsForm } from "./terms-form";

interface CustomerTermsCardProps {
  customer: { id: string; name: string };
  terms: {
    segment: string;
    billingCurrency: Currency;
    /** Decimals, as a person types them. */
    creditLimit: string;
    monthlyCap: string;
    dataRetentionDays: number;
  };
  agreed: { at: string; by: string | null } | null;
  send: (input: never) => Promise<ActionResult<unknown>>;
}

export function CustomerTermsCard({ customer, terms, agreed, send }: CustomerTermsCardProps) {
  return (
    <Card>
      <CardHeader
        title="Terms"
        description={
          agreed ? (
            <>
              Agreed <RelativeTime at={agreed.at} />
              {agreed.by ? `, set by ${agreed.by}` : ""}
            </>
          ) : (
            "Nothing special was agreed: the defaults hold."
          )
        }
      />
      <CardContent>
        <TermsForm
          key={agreed?.at ?? "defaults"}
          fields={fieldsOf(terms)}
          fixed={{ organizationId: customer.id }}
          send={send}
          label="Save terms"
          question={`Set the terms of ${customer.name}?`}
          consequence="They hold at once; running leases keep their prices."
          object={customer.name}
          done="Terms saved"
        />
      </CardContent>
    </Card>
  );
}

function fieldsOf(terms: CustomerTermsCardProps["terms"]): TermsField[] {
  const { billingCurrency: currency } = terms;
  return [
    {
      name: "segment",
      label: "Segment",
      kind: "text",
      initial: terms.segment,
      hint: "Priced from the book of this segment, where one exists.",
    },
    {
      name: "billingCurrency",
      label: "Pays in",
      kind: "select",
      options: CURRENCIES.map((value) => ({ value, label: value })),
      initial: currency,
      hint: "Changes only without open instances and with a balance of zero.",
    },
    {
      name: "creditLimit",
      label: `Credit limit (${currency})`,
      kind: "decimal",
      initial: terms.creditLimit,
      hint: "How far below zero the balance may go; 0 for prepaid.",
    },
    {
      name: "monthlyCap",
      label: `Monthly cap (${currency})`,
      kind: "decimal",
      optional: true,
      initial: terms.monthlyCap,
      hint: "The most that a UTC month may cost. Empty: none.",
    },
    {
      name: "dataRetentionDays",
      label: "Data kept (days)",
      kind: "decimal",
      initial: String(terms.dataRetentionDays),
      hint: "After the balance ran out, 1 to 90.",
    },
  ];
}
