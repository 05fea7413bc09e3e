"use server";

import { revalidatePath } from "next/cache";
import { addSshKey } from "@/lib/identity/add-ssh-key";
import { addSshKeySchema } from "@/lib/identity/schemas";
import { launchLease } from "@/lib/leases/launch-lease";
import { launchLeaseInput } from "@/lib/leases/schemas";
import { action } from "@/lib/web/action";

export const launchInstance = action(
  launchLeaseInput,
  async (ctx, input) => {
    const { id } = await launchLease(ctx, input);
    revalidatePath("/instances");
    return { leaseId: id };
  },
  { limit: "launch" },
);

export const addLaunchKey = action(addSshKeySchema, addSshKey);
