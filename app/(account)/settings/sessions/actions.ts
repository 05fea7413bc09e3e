"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { revokeOtherSessions } from "@/lib/identity/end-sessions";
import { revokeSession } from "@/lib/identity/revoke-session";
import { action } from "@/lib/web/action";

const PAGE = "/settings/sessions";

export const submitRevocation = action(z.strictObject({ sessionId: z.string().max(64) }), async (ctx, input) => {
  await revokeSession(ctx, input);
  revalidatePath(PAGE);
});

export const submitRevokeOthers = action(z.strictObject({}), async (ctx) => {
  const done = await revokeOtherSessions(ctx);
  revalidatePath(PAGE);
  return done;
});
