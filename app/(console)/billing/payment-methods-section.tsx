import { PaymentMethodsCard } from "@/components/billing/payment-methods-card";
import { isOffered } from "@/lib/identity/authorize";
import { getPaymentMethods } from "@/lib/payments/payment-method-queries";
import { paymentsMode } from "@/lib/payments/queries";
import { requireContext } from "@/lib/web/context";
import { openBillingPortalAction } from "./actions";

/** Nothing where nobody can pay by card. */
export async function PaymentMethodsSection() {
  const ctx = await requireContext("customer");
  const mode = paymentsMode();
  if (mode === "off") return null;
  return (
    <PaymentMethodsCard
      view={await getPaymentMethods(ctx)}
      mode={mode}
      {...(isOffered(ctx.actor, "payment.make") ? { openPortal: openBillingPortalAction } : {})}
    />
  );
}
