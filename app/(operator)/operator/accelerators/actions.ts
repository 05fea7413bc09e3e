"use server";

import { askClearing } from "@/lib/fleet/telemetry/ask-clearing";
import { clearFindingInput } from "@/lib/fleet/telemetry/schemas";
import { action } from "@/lib/web/action";

export const askClearingAction = action(clearFindingInput, askClearing);
