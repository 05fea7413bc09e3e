"use client";

import { useState } from "react";
import { RowAction } from "@/components/terms/row-action";
import { TermsForm } from "@/components/terms/terms-form";
import { Card, CardContent, CardHeader } from "@/components/ui/card";
import { formatMoney } from "@/lib/core/money";
import type { PayoutState } from "@/lib/core/payouts/states";
import type { ActionResult } from "@/lib/web/action-result";

type Send<Input> = (input: Input) => Promise<ActionResult<unknown>>;

interface PayoutActionsProps {
  payout: { id: string; route: "stripe" | "wire"; state: PayoutState; currency: string; leftMicros: string };
  /** Where to: what whoever has begun a wire types into the bank; null for others. */
  destination: { label: string; value: string }[] | null;
  beginWire: Send<{ payoutId: string }>;
  sendWire: Send<{ payoutId: string; bankReference: string }>;
  confirmWire: Send<{ payoutId: string }>;
  returnWire: Send<{ payoutId: string; reason: string }>;
  reverse?: Send<{ payoutId: string; amount: string; reason: string; idempotencyKey: string }>;
}

/** What the desk can do with a payout in its state; nothing where there is nothing to do. */
export function PayoutActions(props: PayoutActionsProps) {
  const { payout, beginWire, confirmWire, returnWire, reverse } = props;
  const { id: payoutId, route, state, currency } = payout;
  const left = BigInt(payout.leftMicros);
  const amount = formatMoney(left, currency);
  const wasSent = state === "sent" || state === "reconciled";
  if (route === "wire" && state === "planned")
    return (
      <Card>
        <CardHeader
          title="Begin the bank transfer"
          description="It leaves what we owe the operator and gets its remittance number. Then you are shown the bank account, and order it at your bank."
          actions={
            <RowAction
              label="Begin"
              of={amount}
              question={`Order ${amount} now?`}
              consequence="You are the one to order it. Should you not, say so on this page: it is owed as before then."
              send={() => beginWire({ payoutId })}
            />
          }
        />
      </Card>
    );
  if (route === "wire" && state === "sending") return <OrderCard {...props} amount={amount} />;
  if (route === "wire" && wasSent)
    return (
      <Card>
        <CardHeader
          title="On the bank's statement"
          description="Whoever did not order it confirms it. What the bank sent back is owed as before."
          actions={
            state === "sent" ? (
              <RowAction
                label="Confirm"
                of={amount}
                question="It is on the bank's statement?"
                consequence="The payout is over. Whoever ordered it cannot confirm it."
                send={() => confirmWire({ payoutId })}
              />
            ) : null
          }
        />
        <CardContent>
          <TermsForm
            fields={[{ name: "reason", label: "Why it came back", kind: "text", placeholder: "Account closed" }]}
            fixed={{ payoutId }}
            send={returnWire}
            label="It came back"
            question={`${amount} came back?`}
            consequence="It is owed as before and planned anew with the next payout."
            done="Owed as before"
            grave
          />
        </CardContent>
      </Card>
    );
  if (route === "stripe" && wasSent && reverse && left > 0n)
    return <ReverseCard payoutId={payoutId} amount={amount} currency={currency} reverse={reverse} />;
  return null;
}

function OrderCard({
  payout: { id: payoutId },
  destination,
  amount,
  sendWire,
  returnWire,
}: PayoutActionsProps & { amount: string }) {
  return (
    <Card>
      <CardHeader
        title="Order the bank transfer"
        description={
          destination
            ? "Order it at your bank once, then keep its reference here."
            : "Somebody else has begun it: do not order it. Keep the bank's reference here if you know it."
        }
      />
      <CardContent>
        {destination ? (
          <dl className="mb-4 grid gap-x-6 gap-y-3 sm:grid-cols-2">
            {destination.map(({ label, value }) => (
              <div key={label}>
                <dt className="text-muted-foreground text-xs">{label}</dt>
                <dd className="tabular break-words">{value}</dd>
              </div>
            ))}
          </dl>
        ) : null}
        <TermsForm
          fields={[
            { name: "bankReference", label: "The bank's reference", kind: "text", placeholder: "COBA-2026-118" },
          ]}
          fixed={{ payoutId }}
          send={sendWire}
          label="Keep as sent"
          question={`${amount} is on its way?`}
          consequence="The operator is told. Another person confirms it on the bank's statement."
          done="Kept as sent"
        />
        <TermsForm
          fields={[{ name: "reason", label: "Why it was not ordered", kind: "text", placeholder: "Wrong account" }]}
          fixed={{ payoutId }}
          send={returnWire}
          label="It was not ordered"
          question={`${amount} was not ordered?`}
          consequence="It is owed as before and planned anew. Be sure: if the bank has it, it is paid twice."
          done="Owed as before"
          grave
        />
      </CardContent>
    </Card>
  );
}

interface ReverseCardProps {
  payoutId: string;
  amount: string;
  currency: string;
  reverse: NonNullable<PayoutActionsProps["reverse"]>;
}

function ReverseCard({ payoutId, amount, currency, reverse }: ReverseCardProps) {
  // One key an intent: a second try after a lost answer takes back once. The next one gets its own.
  const [key, setKey] = useState(() => crypto.randomUUID());
  return (
    <Card>
      <CardHeader
        title="Take back"
        description={`At most ${amount}, while the operator's Stripe account still has it. It is owed again until an adjustment says otherwise.`}
      />
      <CardContent>
        <TermsForm
          fields={[
            { name: "amount", label: `Amount (${currency})`, kind: "decimal", placeholder: "25.00" },
            { name: "reason", label: "Why", kind: "text", placeholder: "Paid for a wrong host" },
          ]}
          fixed={{ payoutId, idempotencyKey: key }}
          send={async (input: never) => {
            const result = await reverse(input);
            if (result.ok) setKey(crypto.randomUUID());
            return result;
          }}
          label="Take back"
          question="Take this back from the operator?"
          consequence="Stripe takes it out of the operator's account. The operator sees it on the payout."
          done="Asked of Stripe"
          grave
        />
      </CardContent>
    </Card>
  );
}
