"use server";

import { revalidatePath } from "next/cache";
import { createSite } from "@/lib/fleet/create-site";
import { mintEnrolmentToken } from "@/lib/fleet/mint-enrolment-token";
import { createSiteInput, mintEnrolmentTokenInput } from "@/lib/fleet/schemas";
import { action } from "@/lib/web/action";

export const submitSite = action(createSiteInput, async (ctx, input) => {
  const created = await createSite(ctx, input);
  revalidatePath("/operator/sites");
  return created;
});

export const submitEnrolment = action(mintEnrolmentTokenInput, mintEnrolmentToken);
