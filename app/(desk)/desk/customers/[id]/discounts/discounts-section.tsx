import { DiscountsTable } from "@/components/desk/discounts-table";
import { GrantDiscountDialog } from "@/components/desk/grant-discount-dialog";
import { Section } from "@/components/layout/page-header";
import { toWire } from "@/components/wire";
import { listDiscounts } from "@/lib/catalog/discount-queries";
import { listSkus } from "@/lib/catalog/queries";
import { isOffered } from "@/lib/identity/authorize";
import { requireContext } from "@/lib/web/context";
import { endDiscountAction, grantDiscountAction } from "./actions";

export async function DiscountsSection({ customer }: { customer: { id: string; name: string } }) {
  const ctx = await requireContext("platform");
  const mayGrant = isOffered(ctx.actor, "price_book.manage");
  const [discounts, skus] = await Promise.all([listDiscounts(ctx, customer.id), mayGrant ? listSkus(ctx) : []]);
  const grant = mayGrant ? (
    <GrantDiscountDialog
      customerId={customer.id}
      customerName={customer.name}
      skus={skus.map((sku) => ({ value: sku.id, label: sku.code }))}
      grant={grantDiscountAction}
    />
  ) : null;
  return (
    <Section
      title="Discounts"
      description="Off the price book, on one SKU or on all."
      {...(discounts.length > 0 ? { actions: grant } : {})}
    >
      <DiscountsTable rows={toWire(discounts)} grant={grant} {...(mayGrant ? { end: endDiscountAction } : {})} />
    </Section>
  );
}
