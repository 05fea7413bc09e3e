export const ACCELERATOR_ACTIONS = ["cordon", "uncordon"] as const;
export type AcceleratorAction = (typeof ACCELERATOR_ACTIONS)[number];

export interface AcceleratorStanding {
  cordonedAt: Date | null;
  /** The worse of its host's word and of what telemetry found. */
  health: "healthy" | "degraded" | "failed";
  isRetired: boolean;
}

/** Why an action is not to be had on an accelerator; null where it is. */
export function refuseAcceleratorAction(action: AcceleratorAction, standing: AcceleratorStanding): string | null {
  const { cordonedAt, health, isRetired } = standing;
  if (isRetired) return "Its host is retired, and it is offered nowhere.";
  if (action === "cordon") return cordonedAt ? "This accelerator is cordoned already." : null;
  if (!cordonedAt) return "This accelerator is not cordoned.";
  return health === "failed"
    ? "It has failed: it can be taken back once it is repaired, or comes back by itself."
    : null;
}
