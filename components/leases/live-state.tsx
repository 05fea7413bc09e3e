"use client";

import { LeaseStateBadge } from "@/components/leases/lease-state";
import { useLive } from "./live-lease";

/** The state as it goes; a change is read out. */
export function LiveState() {
  const { state } = useLive();
  return (
    <span aria-live="polite">
      <LeaseStateBadge state={state} />
    </span>
  );
}
