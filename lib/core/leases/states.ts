/** Life of a lease. `ended` and `failed` are final; every change is an event. */
export const LEASE_STATES = [
  "requested",
  "placing",
  "provisioning",
  "running",
  "unreachable",
  "stopping",
  "stopped",
  "ended",
  "failed",
] as const;
export type LeaseState = (typeof LEASE_STATES)[number];

const NEXT: Record<LeaseState, readonly LeaseState[]> = {
  requested: ["placing", "failed"],
  placing: ["provisioning", "failed"],
  provisioning: ["running", "stopping", "stopped", "failed"],
  running: ["unreachable", "stopping", "ended"],
  unreachable: ["running", "provisioning", "stopping", "stopped", "ended"],
  stopping: ["stopped", "ended"],
  stopped: ["provisioning", "ended"],
  ended: [],
  failed: [],
};

export function canBecome(from: LeaseState, to: LeaseState): boolean {
  return NEXT[from].includes(to);
}

export function isFinal(state: LeaseState): boolean {
  return NEXT[state].length === 0;
}

/**
 * The data kept for nothing, for the stated days, by what stopped the lease: the balance, a limit or a suspension; work on its host; an
 * outage of its host.
 */
export const RETAINED_STATES = ["retained", "maintenance", "outage"] as const;
export type RetainedState = (typeof RETAINED_STATES)[number];

/**
 * States of `lease_intervals`. `stopping`: past what a stop may be billed for, until the container has ended. `stopped`: no container, the
 * data kept at the storage SKU's price.
 */
export const INTERVAL_STATES = [
  "provisioning",
  "running",
  "stopping",
  "stopped",
  "unreachable",
  ...RETAINED_STATES,
] as const;
export type IntervalState = (typeof INTERVAL_STATES)[number];

export function isRetained(state: IntervalState): state is RetainedState {
  return RETAINED_STATES.some((one) => one === state);
}

/** Whether there is no container and only data is kept: units are GiB of the storage SKU. */
export function isStorage(state: IntervalState): boolean {
  return state === "stopped" || isRetained(state);
}

export interface BillingPolicy {
  billsCustomer: boolean;
  paysOperator: boolean;
  /** Without a price it is free instead of a fault of the books. */
  priceOptional: boolean;
  /** Why the customer is not charged, as the bill says it. */
  zeroReason: string | null;
}

const free = (zeroReason: string): BillingPolicy => ({
  billsCustomer: false,
  paysOperator: false,
  priceOptional: false,
  zeroReason,
});

/** Which interval states bill the customer and pay the operator; a stopped lease's units are GiB of the storage SKU. */
export const BILLING_POLICY: Record<IntervalState, BillingPolicy> = {
  provisioning: free("starting: SSH had not answered yet"),
  running: { billsCustomer: true, paysOperator: true, priceOptional: false, zeroReason: null },
  stopping: free("stopping: the host was late to stop it"),
  stopped: {
    billsCustomer: true,
    paysOperator: true,
    priceOptional: true,
    zeroReason: "stopped: storage is free here",
  },
  retained: free("stopped by the balance, a limit or a suspension: its data is kept at no charge"),
  maintenance: free("stopped for maintenance of its host: its data is kept at no charge"),
  outage: free("stopped after an outage of its host: its data is kept at no charge"),
  unreachable: free("unreachable: no proof that the instance ran"),
};
