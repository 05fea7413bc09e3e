"use server";

import { redirect } from "next/navigation";
import { deleteAccount, deleteAccountSchema } from "@/lib/identity/delete-account";
import { action } from "@/lib/web/action";
import { signOut } from "@/lib/web/session";

export const submitDeletion = action(deleteAccountSchema, async (ctx, input) => {
  await deleteAccount(ctx, input);
  await signOut(ctx);
  redirect("/");
});
