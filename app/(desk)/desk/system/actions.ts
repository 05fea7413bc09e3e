"use server";

import { revalidatePath } from "next/cache";
import { cordonHost } from "@/lib/fleet/cordon-host";
import { hostActionInput } from "@/lib/fleet/lifecycle-schemas";
import { uncordonHost } from "@/lib/fleet/uncordon-host";
import { action } from "@/lib/web/action";

export const cordonHostAction = action(hostActionInput, async (ctx, input) => {
  await cordonHost(ctx, input);
  revalidatePath("/desk/system");
});

export const uncordonHostAction = action(hostActionInput, async (ctx, input) => {
  await uncordonHost(ctx, input);
  revalidatePath("/desk/system");
});
