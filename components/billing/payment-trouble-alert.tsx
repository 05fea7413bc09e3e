import Link from "next/link";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import type { Wire } from "@/components/wire";
import { formatMoney, plainDecimal } from "@/lib/core/money";
import type { PaymentTrouble } from "@/lib/payments/payment-method-queries";
import { type OpenPortal, PortalButton } from "./portal-button";

interface PaymentTroubleAlertProps {
  trouble: Wire<PaymentTrouble>;
  /** Absent where the reader may not pay. */
  openPortal?: OpenPortal;
}

/** What went wrong with the kept card, and the two ways out of it. */
export function PaymentTroubleAlert({ trouble, openPortal }: PaymentTroubleAlertProps) {
  const { title, reason, currency } = trouble;
  const micros = trouble.payMicros === null ? null : BigInt(trouble.payMicros);
  return (
    <Alert
      tone="danger"
      title={title}
      action={
        openPortal ? (
          <>
            <Button asChild size="sm" variant="primary">
              {micros === null ? (
                <Link href="/billing#automatic-top-up">Turn it on again</Link>
              ) : (
                <Link href={`/billing?pay=${plainDecimal(micros)}`}>Pay {formatMoney(micros, currency)} now</Link>
              )}
            </Button>
            <PortalButton open={openPortal} purpose="card" size="sm">
              Change card
            </PortalButton>
          </>
        ) : null
      }
    >
      <p className="text-muted-foreground">
        {reason} {micros === null ? "Money was added since. " : ""}Instances go on while the balance lasts.
        {openPortal ? "" : " An owner of your organization can pay."}
      </p>
    </Alert>
  );
}
