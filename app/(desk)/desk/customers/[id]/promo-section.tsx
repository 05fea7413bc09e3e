import { GrantPromoDialog } from "@/components/desk/grant-promo-dialog";
import { PromoTable } from "@/components/desk/promo-table";
import { Section } from "@/components/layout/page-header";
import type { Currency } from "@/lib/core/money";
import { isOffered } from "@/lib/identity/authorize";
import { listPromoGrants } from "@/lib/ledger/adjustment-queries";
import { requireContext } from "@/lib/web/context";
import { grantPromoAction } from "../../adjustments/actions";

interface PromoSectionProps {
  customer: { id: string; name: string; currency: Currency | null };
}

/** What a customer was granted, and what is left of it. */
export async function PromoSection({ customer }: PromoSectionProps) {
  const ctx = await requireContext("platform");
  const grants = await listPromoGrants(ctx, { organizationId: customer.id });
  const { id, name, currency } = customer;
  const mayGrant = isOffered(ctx.actor, "promo.grant");
  return (
    <Section
      title="Promotional credit"
      actions={
        mayGrant ? (
          <GrantPromoDialog customer={{ id, name, currency: currency ?? "USD" }} grant={grantPromoAction} />
        ) : null
      }
    >
      <PromoTable
        rows={grants.map((grant) => ({
          id: grant.id,
          reason: grant.reason,
          currency: grant.currency,
          amountMicros: String(grant.amountMicros),
          remainingMicros: String(grant.remainingMicros),
          createdAt: grant.createdAt.toISOString(),
          expiresAt: grant.expiresAt.toISOString(),
        }))}
      />
    </Section>
  );
}
