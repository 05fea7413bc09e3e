"use server";

import { startImpersonationSchema } from "@/lib/identity/impersonation/schemas";
import { action } from "@/lib/web/action";
import { startVisit } from "@/lib/web/visit";

export const startVisitAction = action(startImpersonationSchema, startVisit);
