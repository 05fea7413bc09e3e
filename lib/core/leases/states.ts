/** Life of a lease. `ended` and `failed` are final; every change is an event. */
export const LEASE_STATES = [
  "requested",
  "placing",
  "provisioning",
  "running",
  "unreachable",
  "stopping",
  "ended",
  "failed",
] as const;
export type LeaseState = (typeof LEASE_STATES)[number];

const NEXT: Record<LeaseState, readonly LeaseState[]> = {
  requested: ["placing", "failed"],
  placing: ["provisioning", "failed"],
  provisioning: ["running", "stopping", "failed"],
  running: ["unreachable", "stopping", "ended"],
  unreachable: ["running", "stopping", "ended"],
  stopping: ["ended"],
  ended: [],
  failed: [],
};

export function canBecome(from: LeaseState, to: LeaseState): boolean {
  return NEXT[from].includes(to);
}

export function isFinal(state: LeaseState): boolean {
  return NEXT[state].length === 0;
}

/** States of `lease_intervals`. A lease that is stopping still runs until its container ends. */
export const INTERVAL_STATES = ["provisioning", "running", "stopped", "unreachable"] as const;
export type IntervalState = (typeof INTERVAL_STATES)[number];

export interface BillingPolicy {
  billsCustomer: boolean;
  paysOperator: boolean;
  /** Why the customer is not charged, as the bill says it. */
  zeroReason: string | null;
}

/** Which interval states bill the customer and pay the operator. A stopped lease's storage SKU comes with the billing core. */
export const BILLING_POLICY: Record<IntervalState, BillingPolicy> = {
  provisioning: { billsCustomer: false, paysOperator: false, zeroReason: "starting: SSH had not answered yet" },
  running: { billsCustomer: true, paysOperator: true, zeroReason: null },
  stopped: { billsCustomer: false, paysOperator: false, zeroReason: "stopped" },
  unreachable: { billsCustomer: false, paysOperator: false, zeroReason: "unreachable: no proof that the instance ran" },
};
