import { StatusBadge } from "@/components/layout/status-badge";
import type { Tone } from "@/components/ui/tone";
import type { LeaseState } from "@/lib/core/leases/states";

const looks: Record<LeaseState, { tone: Tone; pulse?: boolean }> = {
  requested: { tone: "info", pulse: true },
  placing: { tone: "info", pulse: true },
  provisioning: { tone: "info", pulse: true },
  running: { tone: "success" },
  unreachable: { tone: "danger" },
  stopping: { tone: "warning", pulse: true },
  stopped: { tone: "neutral" },
  ended: { tone: "neutral" },
  failed: { tone: "danger" },
};

export function LeaseStateBadge({ state }: { state: LeaseState }) {
  return <StatusBadge label={state} {...looks[state]} />;
}
