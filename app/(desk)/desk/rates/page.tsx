import type { Metadata } from "next";
import { PageBody, PageHeader, Section } from "@/components/layout/page-header";
import { FxTable } from "@/components/terms/fx-table";
import { TaxTable } from "@/components/terms/tax-table";
import { type TermsField, TermsForm } from "@/components/terms/terms-form";
import { Card, CardContent, CardHeader } from "@/components/ui/card";
import { toWire } from "@/components/wire";
import { listFxRates, listTaxRates } from "@/lib/catalog/rate-queries";
import { CURRENCIES } from "@/lib/core/money";
import { isOffered } from "@/lib/identity/authorize";
import { requireContext } from "@/lib/web/context";
import { setFxRateAction, setTaxRateAction, withdrawRateAction } from "./actions";

export const metadata: Metadata = { title: "Rates" };

const currencies = CURRENCIES.map((value) => ({ value, label: value }));
const FROM: TermsField = {
  name: "from",
  label: "From (UTC)",
  kind: "instant",
  optional: true,
  hint: "A whole hour. Empty: the next one.",
};

const FX_FIELDS: TermsField[] = [
  { name: "base", label: "Priced in", kind: "select", options: currencies, initial: "CNY" },
  { name: "quote", label: "Paid in", kind: "select", options: currencies, initial: "USD" },
  {
    name: "rate",
    label: "Rate",
    kind: "decimal",
    placeholder: "0.1412",
    hint: "What one unit of the first costs in the second. The inverse pair is set by itself.",
  },
  FROM,
  { name: "source", label: "Source", kind: "text", placeholder: "Central bank's fixing of 27 November" },
];

const TAX_FIELDS: TermsField[] = [
  { name: "jurisdiction", label: "Jurisdiction", kind: "text", placeholder: "DE or US-CA" },
  { name: "name", label: "Tax, as documents name it", kind: "text", placeholder: "VAT" },
  { name: "ratePercent", label: "Rate (%)", kind: "decimal", placeholder: "19" },
  FROM,
  {
    name: "reverseCharge",
    label: "Reverse charge",
    kind: "check",
    hint: "A customer with a tax id pays none here and accounts for it.",
  },
];

export default async function RatesPage() {
  const ctx = await requireContext("platform");
  const [fx, taxes] = await Promise.all([listFxRates(ctx), listTaxRates(ctx)]);
  const maySet = isOffered(ctx.actor, "terms.manage");
  const withdraw = maySet ? { withdraw: withdrawRateAction } : {};
  return (
    <PageBody>
      <PageHeader
        title="Rates"
        description="Conversion between currencies, and taxes. Each is dated to whole UTC hours, ended and followed by another; no hour that has begun changes."
      />
      {maySet ? (
        <div className="grid items-start gap-4 lg:grid-cols-2">
          <Card>
            <CardHeader title="Set a conversion rate" />
            <CardContent>
              <TermsForm
                fields={FX_FIELDS}
                send={setFxRateAction}
                label="Set rate"
                question="Set this conversion rate?"
                consequence="Every hour of use from then on is converted at it, until the next one."
                done="Conversion rate set"
              />
            </CardContent>
          </Card>
          <Card>
            <CardHeader title="Set a tax" />
            <CardContent>
              <TermsForm
                fields={TAX_FIELDS}
                send={setTaxRateAction}
                label="Set tax"
                question="Set this tax?"
                consequence="Customers of the jurisdiction are charged it for every hour of use from then on."
                done="Tax set"
              />
            </CardContent>
          </Card>
        </div>
      ) : null}
      <Section title="Conversion rates">
        <FxTable rows={toWire(fx)} {...withdraw} />
      </Section>
      <Section title="Taxes">
        <TaxTable rows={toWire(taxes)} {...withdraw} />
      </Section>
    </PageBody>
  );
}
