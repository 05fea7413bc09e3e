"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { leaveOrganization } from "@/lib/identity/members/leave-organization";
import { renameOrganization } from "@/lib/identity/members/rename-organization";
import { renameOrganizationSchema, transferOwnershipSchema } from "@/lib/identity/members/schemas";
import { transferOwnership } from "@/lib/identity/members/transfer-ownership";
import { closeOrganization, closeOrganizationSchema } from "@/lib/payouts/close-organization";
import { action, formAction } from "@/lib/web/action";

export const submitRename = formAction(renameOrganizationSchema, async (ctx, input) => {
  await renameOrganization(ctx, input);
  revalidatePath("/", "layout");
});

export const submitTransfer = action(transferOwnershipSchema, transferOwnership);

export const submitLeave = action(z.strictObject({}), (ctx) => leaveOrganization(ctx));

export const submitClose = action(closeOrganizationSchema, closeOrganization);
