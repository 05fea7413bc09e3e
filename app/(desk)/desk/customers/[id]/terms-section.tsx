import { CustomerTermsCard } from "@/components/terms/customer-terms-card";
import { TaxProfileCard } from "@/components/terms/tax-profile-form";
import { toWire } from "@/components/wire";
import { getCustomerTerms } from "@/lib/catalog/rate-queries";
import { plainDecimal } from "@/lib/core/money";
import { isOffered } from "@/lib/identity/authorize";
import { requireContext } from "@/lib/web/context";
import { setCustomerTermsAction, setTaxProfileAction } from "./actions";

interface TermsSectionProps {
  customer: { id: string; name: string };
}

/** What was agreed with a customer, and where they are taxed. */
export async function TermsSection({ customer }: TermsSectionProps) {
  const ctx = await requireContext("platform");
  const terms = await getCustomerTerms(ctx, customer.id);
  const maySet = isOffered(ctx.actor, "terms.manage");
  const { agreed, taxProfiles, creditLimitMicros, monthlyCapMicros, ...rest } = terms;
  const profile = (status: string) => toWire(taxProfiles.find((one) => one.status === status) ?? null);
  return (
    <div className="grid items-start gap-6 lg:grid-cols-2">
      {maySet ? (
        <CustomerTermsCard
          customer={customer}
          agreed={agreed && { at: agreed.updatedAt.toISOString(), by: agreed.email }}
          terms={{
            ...rest,
            creditLimit: plainDecimal(creditLimitMicros),
            monthlyCap: monthlyCapMicros === null ? "" : plainDecimal(monthlyCapMicros),
          }}
          send={setCustomerTermsAction}
        />
      ) : null}
      <TaxProfileCard
        customer={customer}
        current={profile("current")}
        announced={profile("announced")}
        send={maySet ? setTaxProfileAction : undefined}
      />
    </div>
  );
}
