import { StatusBadge } from "@/components/layout/status-badge";
import type { Tone } from "@/components/ui/tone";
import type { FindingState } from "@/lib/core/fleet/hardware-findings";

const tones: Record<FindingState, Tone> = {
  open: "warning",
  accepted: "success",
  rejected: "danger",
  resolved: "neutral",
};

/** What the desk rejects, it upholds the hold on. */
const labels: Record<FindingState, string> = {
  open: "open",
  accepted: "accepted",
  rejected: "upheld",
  resolved: "resolved",
};

export function FindingStateBadge({ state }: { state: FindingState }) {
  return <StatusBadge label={labels[state]} tone={tones[state]} />;
}

export function findingStateLabel(state: FindingState): string {
  return labels[state];
}
