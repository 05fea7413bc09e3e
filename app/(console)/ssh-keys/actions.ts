"use server";

import { addSshKey } from "@/lib/identity/add-ssh-key";
import { removeSshKey } from "@/lib/identity/remove-ssh-key";
import { addSshKeySchema, removeSshKeySchema } from "@/lib/identity/schemas";
import { action } from "@/lib/web/action";

export const submitSshKey = action(addSshKeySchema, addSshKey);

export const submitSshKeyRemoval = action(removeSshKeySchema, removeSshKey);
