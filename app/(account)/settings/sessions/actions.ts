"use server";

import { z } from "zod";
import { revokeOtherSessions } from "@/lib/identity/end-sessions";
import { revokeSession } from "@/lib/identity/revoke-session";
import { action } from "@/lib/web/action";

export const submitRevocation = action(z.strictObject({ sessionId: z.string().max(64) }), revokeSession);

export const submitRevokeOthers = action(z.strictObject({}), (ctx) => revokeOtherSessions(ctx));
