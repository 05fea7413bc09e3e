"use server";

import { revalidatePath } from "next/cache";
import { askKeyReplacement } from "@/lib/fleet/ask-key-replacement";
import { mintReplacementToken } from "@/lib/fleet/mint-replacement-token";
import { ownHostInput } from "@/lib/fleet/schemas";
import { action } from "@/lib/web/action";

export const submitKeyRequest = action(ownHostInput, async (ctx, input) => {
  await askKeyReplacement(ctx, input);
  revalidatePath(`/operator/hosts/${input.hostId}`);
});

export const submitReEnrolment = action(ownHostInput, mintReplacementToken);
