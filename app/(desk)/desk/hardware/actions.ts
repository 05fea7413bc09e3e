"use server";

import { acceptMove } from "@/lib/fleet/accept-move";
import { decideFinding } from "@/lib/fleet/decide-finding";
import { acceptMoveInput, decideFindingInput } from "@/lib/fleet/schemas";
import { clearFinding } from "@/lib/fleet/telemetry/clear-finding";
import { clearFindingInput } from "@/lib/fleet/telemetry/schemas";
import { action } from "@/lib/web/action";

export const acceptMoveAction = action(acceptMoveInput, acceptMove);
export const clearFindingAction = action(clearFindingInput, clearFinding);
export const decideFindingAction = action(decideFindingInput, decideFinding);
