import { StatusBadge } from "@/components/layout/status-badge";
import type { Tone } from "@/components/ui/tone";
import { PENDING_TOP_UP_STATES, type TopUpState } from "@/lib/core/payments/top-up";

const TONES: Record<TopUpState, Tone> = {
  created: "info",
  open: "info",
  processing: "info",
  paid: "success",
  failed: "danger",
  expired: "neutral",
};

export function TopUpStateBadge({ state }: { state: TopUpState }) {
  return <StatusBadge label={state} tone={TONES[state]} pulse={PENDING_TOP_UP_STATES.includes(state)} />;
}
