"use server";

import { revalidatePath } from "next/cache";
import { cancelMaintenance, endMaintenance } from "@/lib/fleet/end-maintenance";
import { planMaintenanceInput, windowInput } from "@/lib/fleet/lifecycle-schemas";
import { planMaintenance } from "@/lib/fleet/plan-maintenance";
import { action } from "@/lib/web/action";

export const submitMaintenance = action(planMaintenanceInput, async (ctx, { from, to, ...input }) => {
  const planned = await planMaintenance(ctx, { ...input, from: from.toISOString(), to: to.toISOString() });
  revalidatePath("/operator", "layout");
  return planned;
});

export const submitCancellation = action(windowInput, async (ctx, input) => {
  await cancelMaintenance(ctx, input);
  revalidatePath("/operator", "layout");
});

export const submitEnd = action(windowInput, async (ctx, input) => {
  await endMaintenance(ctx, input);
  revalidatePath("/operator", "layout");
});
