"use server";

import { revalidatePath } from "next/cache";
import { createApiKey } from "@/lib/identity/keys/create-api-key";
import { createServiceAccount } from "@/lib/identity/keys/create-service-account";
import { revokeApiKey } from "@/lib/identity/keys/revoke-api-key";
import { rotateApiKey } from "@/lib/identity/keys/rotate-api-key";
import {
  createApiKeySchema,
  createServiceAccountSchema,
  revokeApiKeySchema,
  rotateApiKeySchema,
} from "@/lib/identity/keys/schemas";
import { changeRole } from "@/lib/identity/members/change-role";
import { removeMember } from "@/lib/identity/members/remove-member";
import { changeRoleSchema, memberSchema } from "@/lib/identity/members/schemas";
import { action } from "@/lib/web/action";

const PAGE = "/settings/api-keys";

/** The page is not made anew here: its dialog shows the key, and asks for that when it is closed. */
export const submitKey = action(createApiKeySchema, createApiKey);

export const submitRotation = action(rotateApiKeySchema, rotateApiKey);

export const submitRevocation = action(revokeApiKeySchema, async (ctx, input) => {
  await revokeApiKey(ctx, input);
  revalidatePath(PAGE);
});

export const submitAccount = action(createServiceAccountSchema, async (ctx, input) => {
  const created = await createServiceAccount(ctx, input);
  revalidatePath(PAGE);
  return created;
});

export const submitRole = action(changeRoleSchema, async (ctx, input) => {
  await changeRole(ctx, input);
  revalidatePath(PAGE);
});

export const submitRemoval = action(memberSchema, async (ctx, input) => {
  await removeMember(ctx, input);
  revalidatePath(PAGE);
});
