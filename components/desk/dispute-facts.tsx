import { DefinitionList } from "@/components/layout/definition-list";
import { Id } from "@/components/layout/id";
import { Money } from "@/components/layout/money";
import { RelativeTime } from "@/components/layout/relative-time";
import { UtcTime } from "@/components/layout/utc-time";
import type { Dispute, TopUp } from "@/lib/payments/types";

/** What is known of a dispute and its payment. */
export function DisputeFacts({ dispute, topUp }: { dispute: Dispute; topUp: TopUp }) {
  const { currency } = dispute;
  const money = (micros: bigint) => <Money micros={micros} currency={currency} />;
  const time = (at: Date | null) => (at ? <UtcTime at={at.toISOString()} precision="second" /> : "-");
  const due = dispute.evidenceDueAt?.toISOString();
  const items = [
    { label: "Disputed", value: money(dispute.amountMicros), hint: currency },
    { label: "Reason", value: dispute.reason.replaceAll("_", " "), hint: dispute.networkReasonCode },
    { label: "Evidence due", value: due ? <RelativeTime at={due} /> : "-" },
    { label: "Evidence handed in", value: time(dispute.evidenceSubmittedAt) },
    { label: "Taken by the bank", value: money(dispute.withdrawnMicros) },
    { label: "Brought back", value: money(dispute.reinstatedMicros) },
    { label: "Stripe's fee", value: money(dispute.feeMicros) },
    { label: "Opened", value: time(dispute.openedAt) },
    { label: "Closed", value: time(dispute.closedAt) },
    { label: "Payment", value: <Id value={topUp.id} />, hint: <>{money(topUp.amountMicros)} paid</> },
    { label: "Paid with", value: topUp.paidWith ?? "-", hint: time(topUp.paidAt) },
    { label: "At Stripe", value: <Id value={dispute.stripeDisputeId} />, hint: <Id value={dispute.chargeId} /> },
  ];
  return <DefinitionList items={items} />;
}
