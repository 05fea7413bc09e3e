import { StatusBadge } from "@/components/layout/status-badge";
import type { Tone } from "@/components/ui/tone";
import type { PayoutState } from "@/lib/core/payouts/states";

const TONES: Record<PayoutState, Tone> = {
  planned: "info",
  sending: "info",
  unknown: "warning",
  sent: "info",
  reconciled: "success",
  failed: "danger",
  cancelled: "neutral",
};

/** What an operator reads: whether it is reconciled is the platform's matter. */
const FOR_OPERATOR: Partial<Record<PayoutState, string>> = { unknown: "sending", reconciled: "paid" };

export function PayoutStateBadge({ state, forOperator = false }: { state: PayoutState; forOperator?: boolean }) {
  const label = forOperator ? (FOR_OPERATOR[state] ?? state) : state;
  const tone = forOperator && state === "unknown" ? "info" : TONES[state];
  return <StatusBadge label={label} tone={tone} pulse={state === "sending" || state === "unknown"} />;
}
