"use server";

import { acceptMove } from "@/lib/fleet/accept-move";
import { decideFinding } from "@/lib/fleet/decide-finding";
import { acceptMoveInput, decideFindingInput } from "@/lib/fleet/schemas";
import { action } from "@/lib/web/action";

export const acceptMoveAction = action(acceptMoveInput, acceptMove);
export const decideFindingAction = action(decideFindingInput, decideFinding);
