import { StatusBadge } from "@/components/layout/status-badge";
import type { Tone } from "@/components/ui/tone";
import type { AcceleratorState } from "@/lib/core/fleet/accelerator-states";
import type { HostStatus } from "@/lib/core/fleet/host-status";
import type { HostState } from "@/lib/core/fleet/lifecycle";
import type { WindowState } from "@/lib/core/fleet/maintenance";
import type { OfferState } from "@/lib/core/fleet/offer-state";
import type { LeaseState } from "@/lib/core/leases/states";

const hostTones: Record<HostStatus, Tone> = { online: "success", degraded: "warning", offline: "danger" };

export function HostStatusBadge({ status }: { status: HostStatus }) {
  return <StatusBadge label={status} tone={hostTones[status]} />;
}

const stateTones: Record<HostState, Tone> = {
  enrolled: "info",
  ready: "success",
  "in use": "accent",
  draining: "info",
  drained: "neutral",
  maintenance: "warning",
  cordoned: "danger",
  locked: "danger",
  retired: "neutral",
};

export function HostStateBadge({ state }: { state: HostState }) {
  return <StatusBadge label={state} tone={stateTones[state]} />;
}

const windowTones: Record<WindowState, Tone> = {
  scheduled: "info",
  active: "warning",
  over: "neutral",
  cancelled: "neutral",
};

export function WindowStateBadge({ state }: { state: WindowState }) {
  return <StatusBadge label={state === "active" ? "under way" : state} tone={windowTones[state]} />;
}

export const acceleratorTones: Record<AcceleratorState, Tone> = {
  leased: "accent",
  free: "success",
  unavailable: "warning",
  offline: "danger",
};

export function AcceleratorStateBadge({ state }: { state: AcceleratorState }) {
  return <StatusBadge label={state} tone={acceleratorTones[state]} />;
}

const offerTones: Record<OfferState, Tone> = {
  active: "success",
  upcoming: "info",
  ended: "neutral",
  withdrawn: "neutral",
};

export function OfferStateBadge({ state }: { state: OfferState }) {
  return <StatusBadge label={state} tone={offerTones[state]} />;
}

const leaseTones: Record<LeaseState, Tone> = {
  requested: "info",
  placing: "info",
  provisioning: "info",
  running: "success",
  unreachable: "warning",
  stopping: "info",
  stopped: "neutral",
  ended: "neutral",
  failed: "danger",
};

export function HostLeaseStateBadge({ state }: { state: LeaseState }) {
  return <StatusBadge label={state} tone={leaseTones[state]} pulse={leaseTones[state] === "info"} />;
}
