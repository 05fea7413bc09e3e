"use server";

import { revalidatePath } from "next/cache";
import { addSshKey } from "@/lib/identity/add-ssh-key";
import { removeSshKey } from "@/lib/identity/remove-ssh-key";
import { addSshKeySchema, removeSshKeySchema } from "@/lib/identity/schemas";
import { action } from "@/lib/web/action";

export const submitSshKey = action(addSshKeySchema, async (ctx, input) => {
  const added = await addSshKey(ctx, input);
  revalidatePath("/ssh-keys");
  return added;
});

export const submitSshKeyRemoval = action(removeSshKeySchema, async (ctx, input) => {
  await removeSshKey(ctx, input);
  revalidatePath("/ssh-keys");
});
