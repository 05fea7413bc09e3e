import { PaymentTroubleAlert } from "@/components/billing/payment-trouble-alert";
import { toWire } from "@/components/wire";
import { isOffered } from "@/lib/identity/authorize";
import { findPaymentTrouble } from "@/lib/payments/payment-method-queries";
import { requireContext } from "@/lib/web/context";
import { openBillingPortalAction } from "./billing/actions";

/** On the pages where money is spent or looked at; nothing while payments go through. */
export async function PaymentBanner() {
  const ctx = await requireContext("customer");
  // of the whole organization, so not for who sees chosen projects alone
  if (ctx.actor.projects) return null;
  const trouble = await findPaymentTrouble(ctx);
  if (!trouble) return null;
  return (
    <PaymentTroubleAlert
      trouble={toWire(trouble)}
      {...(isOffered(ctx.actor, "payment.make") ? { openPortal: openBillingPortalAction } : {})}
    />
  );
}
