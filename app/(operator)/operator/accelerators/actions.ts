"use server";

import { cordonAccelerator } from "@/lib/fleet/cordon-accelerator";
import { acceleratorActionInput } from "@/lib/fleet/lifecycle-schemas";
import { askClearing } from "@/lib/fleet/telemetry/ask-clearing";
import { clearFindingInput } from "@/lib/fleet/telemetry/schemas";
import { uncordonAccelerator } from "@/lib/fleet/uncordon-accelerator";
import { action } from "@/lib/web/action";

export const askClearingAction = action(clearFindingInput, askClearing);
export const submitAcceleratorCordon = action(acceleratorActionInput, cordonAccelerator);
export const submitAcceleratorUncordon = action(acceleratorActionInput, uncordonAccelerator);
