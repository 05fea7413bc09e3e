"use server";

import { acceptMove } from "@/lib/fleet/accept-move";
import { cordonAccelerator } from "@/lib/fleet/cordon-accelerator";
import { decideFinding } from "@/lib/fleet/decide-finding";
import { acceleratorActionInput } from "@/lib/fleet/lifecycle-schemas";
import { acceptMoveInput, decideFindingInput } from "@/lib/fleet/schemas";
import { clearFinding } from "@/lib/fleet/telemetry/clear-finding";
import { clearFindingInput } from "@/lib/fleet/telemetry/schemas";
import { uncordonAccelerator } from "@/lib/fleet/uncordon-accelerator";
import { action } from "@/lib/web/action";

export const acceptMoveAction = action(acceptMoveInput, acceptMove);
export const clearFindingAction = action(clearFindingInput, clearFinding);
export const decideFindingAction = action(decideFindingInput, decideFinding);
export const cordonAcceleratorAction = action(acceleratorActionInput, cordonAccelerator);
export const uncordonAcceleratorAction = action(acceleratorActionInput, uncordonAccelerator);
