import type { Tone } from "@/components/ui/tone";
import type { LeaseState } from "@/lib/core/leases/states";

const tones: Record<LeaseState, Tone> = {
  requested: "neutral",
  placing: "neutral",
  provisioning: "info",
  running: "success",
  unreachable: "danger",
  stopping: "warning",
  stopped: "neutral",
  ended: "neutral",
  failed: "danger",
};

/** The tone of an event: of the state it leads to, if to any. */
export function eventTone(toState: LeaseState | null): Tone {
  return toState ? tones[toState] : "neutral";
}
