import { StatusBadge } from "@/components/layout/status-badge";
import type { Tone } from "@/components/ui/tone";
import { type DisputeState, isKnownState } from "@/lib/core/payments/dispute";

const LOOKS: Record<DisputeState, { label: string; tone: Tone }> = {
  needs_response: { label: "needs evidence", tone: "danger" },
  under_review: { label: "under review", tone: "info" },
  won: { label: "won", tone: "success" },
  lost: { label: "lost", tone: "danger" },
  warning_needs_response: { label: "inquiry", tone: "warning" },
  warning_under_review: { label: "inquiry, under review", tone: "info" },
  warning_closed: { label: "inquiry closed", tone: "neutral" },
  prevented: { label: "prevented", tone: "neutral" },
  appeal_needs_response: { label: "appeal needs evidence", tone: "danger" },
  appeal_under_review: { label: "appeal under review", tone: "info" },
};

/** For the desk; a state that is not known here is said as Stripe says it. */
export function DisputeStateBadge({ state }: { state: string }) {
  const look = isKnownState(state) ? LOOKS[state] : { label: `${state}: needs a person`, tone: "warning" as const };
  return <StatusBadge {...look} />;
}

const OWN: Partial<Record<string, { label: string; tone: Tone }>> = {
  won: { label: "was disputed", tone: "neutral" },
  warning_closed: { label: "was questioned", tone: "neutral" },
  prevented: { label: "was questioned", tone: "neutral" },
  lost: { label: "taken back by your bank", tone: "danger" },
};

/** For the customer whose bank it is: won is won against them, so it says what became of the payment instead. */
export function OwnDisputeBadge({ state }: { state: string }) {
  return <StatusBadge {...(OWN[state] ?? { label: "disputed", tone: "warning" })} />;
}
