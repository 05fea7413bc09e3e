"use server";

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

export const submitKey = action(createApiKeySchema, createApiKey);

export const submitRotation = action(rotateApiKeySchema, rotateApiKey);

export const submitRevocation = action(revokeApiKeySchema, revokeApiKey);

export const submitAccount = action(createServiceAccountSchema, createServiceAccount);

export const submitRole = action(changeRoleSchema, changeRole);

export const submitRemoval = action(memberSchema, removeMember);
