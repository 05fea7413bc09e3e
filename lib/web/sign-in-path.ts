import type { SignInStep } from "@/lib/identity/begin-sign-in";
import { findSafePath, landingPathOf } from "./paths";

/** Where a proof leads: on to the second factor, or in. */
export function pathAfter(step: SignInStep, next: unknown): string {
  if (step.state === "open") return landingPathOf(step.actor.organizationKind, next);
  const safe = findSafePath(next);
  return safe ? `/sign-in/factor?${new URLSearchParams({ next: safe })}` : "/sign-in/factor";
}
