"use server";

import { revalidatePath } from "next/cache";
import { closeLease } from "@/lib/leases/close-lease";
import { closeLeaseInput } from "@/lib/leases/schemas";
import { action } from "@/lib/web/action";

export const stopInstance = action(closeLeaseInput, async (ctx, input) => {
  const { state } = await closeLease(ctx, input);
  revalidatePath("/instances");
  return { state };
});
