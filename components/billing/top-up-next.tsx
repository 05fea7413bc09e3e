import Link from "next/link";
import type { ReactNode } from "react";
import { Money } from "@/components/layout/money";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import type { BalanceSummary } from "@/lib/metering/balance-queries";
import type { TopUp } from "@/lib/payments/types";

interface TopUpNextProps {
  topUp: TopUp;
  /** Came back by the payment page's way out. */
  hasLeft: boolean;
  mayPay: boolean;
  /** Of the payer, once it is paid. */
  balance: BalanceSummary | null;
}

/** Where the payment stands, and what happens or can be done next. */
export function TopUpNext(props: TopUpNextProps) {
  const { topUp, mayPay, balance } = props;
  const again = mayPay ? <LinkButton href="/billing">Try again</LinkButton> : null;
  switch (topUp.state) {
    case "created":
      return (
        <Alert tone="info" title="Waiting for Stripe to open a payment page…">
          Nothing was charged yet. This page follows by itself; you can also come back to it from Billing.
        </Alert>
      );
    case "open":
      return <Open {...props} />;
    case "processing":
      return (
        <Alert tone="info" title="Waiting for Stripe to confirm…">
          Your bank has the payment and may take days to confirm it. It is booked to your balance by itself then; you
          can leave this page.
        </Alert>
      );
    case "paid":
      return (
        <Alert tone="success" title="Paid, and on your balance" action={<LinkButton href="/launch">Launch</LinkButton>}>
          <Money micros={topUp.amountMicros} currency={topUp.currency} /> was booked.{" "}
          {balance ? (
            <>
              Your balance is <Money micros={balance.balanceMicros} currency={balance.currency} />.
            </>
          ) : null}
        </Alert>
      );
    case "failed":
      return (
        <Alert tone="danger" title="The payment failed" action={again}>
          {topUp.failure ?? "Stripe gave no reason."} Nothing was booked to your balance.
        </Alert>
      );
    case "expired":
      return (
        <Alert tone="warning" title="The payment page has expired" action={again}>
          It was not paid in time. Nothing was charged, and nothing was booked to your balance.
        </Alert>
      );
  }
}

function Open({ topUp, hasLeft, mayPay }: TopUpNextProps) {
  const attempt = topUp.failure ? `The last attempt: ${topUp.failure} ` : "";
  if (hasLeft)
    return (
      <Alert tone="warning" title="You left the payment page" action={toCheckout(topUp, mayPay, "Continue")}>
        {attempt}Stripe has confirmed no payment. The payment page stays open for half an hour from its start.
      </Alert>
    );
  return (
    <Alert
      tone="info"
      title="Waiting for Stripe to confirm…"
      action={toCheckout(topUp, mayPay, "Open the payment page")}
    >
      {attempt}If you have paid, this takes seconds and the page follows by itself. If not, the payment page is still
      open.
    </Alert>
  );
}

function toCheckout({ checkoutUrl }: TopUp, mayPay: boolean, label: string): ReactNode {
  if (!checkoutUrl || !mayPay) return null;
  return (
    <Button asChild variant="primary">
      <a href={checkoutUrl}>{label}</a>
    </Button>
  );
}

function LinkButton({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Button asChild variant="primary">
      <Link href={href}>{children}</Link>
    </Button>
  );
}
