"use server";

import { revalidatePath } from "next/cache";
import type { Context } from "@/lib/context";
import { cordonHost } from "@/lib/fleet/cordon-host";
import { drainHost } from "@/lib/fleet/drain-host";
import { type HostActionInput, hostActionInput } from "@/lib/fleet/lifecycle-schemas";
import { resumeHost } from "@/lib/fleet/resume-host";
import { retireHost } from "@/lib/fleet/retire-host";
import { uncordonHost } from "@/lib/fleet/uncordon-host";
import { action } from "@/lib/web/action";

function shown(verb: (ctx: Context, input: HostActionInput) => Promise<unknown>) {
  return async (ctx: Context, input: HostActionInput) => {
    await verb(ctx, input);
    revalidatePath("/operator", "layout");
  };
}

export const submitDrain = action(hostActionInput, shown(drainHost));
export const submitResume = action(hostActionInput, shown(resumeHost));
export const submitCordon = action(hostActionInput, shown(cordonHost));
export const submitUncordon = action(hostActionInput, shown(uncordonHost));
export const submitRetirement = action(hostActionInput, shown(retireHost));
