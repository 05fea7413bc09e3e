import { DefinitionList } from "@/components/layout/definition-list";
import { Alert } from "@/components/ui/alert";
import { Badge } from "@/components/ui/badge";
import { Card, CardContent, CardHeader } from "@/components/ui/card";
import type { PaymentMethodsView } from "@/lib/payments/payment-method-queries";
import type { PaymentsMode } from "@/lib/payments/types";
import { type OpenPortal, PortalButton } from "./portal-button";

interface PaymentMethodsCardProps {
  view: PaymentMethodsView;
  mode: PaymentsMode;
  /** Absent where the reader may not pay. */
  openPortal?: OpenPortal;
}

/** The kept cards, which of them automatic top-ups charge, and what Stripe prints on its receipts. */
export function PaymentMethodsCard({ view, mode, openPortal }: PaymentMethodsCardProps) {
  const { cards, details } = view;
  return (
    <Card>
      <CardHeader
        title="Payment methods"
        description="Cards are kept by Stripe; we know their brand and last four digits. Paying by card makes that card the charged one."
        actions={
          openPortal ? (
            <>
              <PortalButton open={openPortal} purpose="card">
                Add a card
              </PortalButton>
              <PortalButton open={openPortal} purpose="manage">
                Manage in Stripe's portal
              </PortalButton>
            </>
          ) : null
        }
      />
      <CardContent className="flex flex-col gap-4">
        {cards.length === 0 ? (
          <p className="text-muted-foreground">No card is kept yet.</p>
        ) : (
          <ul aria-label="Cards" className="flex flex-col gap-2">
            {cards.map(({ label, expires, isCharged }, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two cards may look alike, and the list is never reordered here
              <li key={at} className="flex flex-wrap items-center gap-2">
                <span className="font-medium capitalize">{label}</span>
                {expires ? <span className="text-muted-foreground">expires {expires}</span> : null}
                {isCharged ? <Badge>charged by automatic top-ups</Badge> : null}
              </li>
            ))}
          </ul>
        )}
        {details ? <Details details={details} /> : null}
        {openPortal ? null : (
          <p className="text-muted-foreground text-sm">An owner of your organization changes them.</p>
        )}
        {mode === "stand-in" ? (
          <Alert tone="info">Simulated: the Stripe stand-in keeps the cards, no real money moves.</Alert>
        ) : null}
      </CardContent>
    </Card>
  );
}

/** Not the billing details: those decide the tax, and are changed on this page alone. */
function Details({ details }: { details: NonNullable<PaymentMethodsView["details"]> }) {
  const { name, email, address, taxIds } = details;
  return (
    <div className="flex flex-col gap-3 border-t pt-4">
      <h3 className="font-medium text-sm">On Stripe's receipts</h3>
      <DefinitionList
        columns={2}
        items={[
          { label: "Name", value: name ?? "none" },
          { label: "E-mail", value: email ?? "none" },
          {
            label: "Address",
            value: address.length > 0 ? <span className="whitespace-pre-line">{address.join("\n")}</span> : "none",
          },
          { label: "Tax ids", value: taxIds.map(({ value }) => value).join(", ") || "none" },
        ]}
      />
      <p className="text-muted-foreground text-sm">
        Changed in Stripe's portal. Our invoices and statements, and the tax on them, go by the billing details on this
        page.
      </p>
    </div>
  );
}
