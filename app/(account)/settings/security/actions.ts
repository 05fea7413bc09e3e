"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { addPasskey, addPasskeySchema } from "@/lib/identity/add-passkey";
import { changePassword, changePasswordSchema } from "@/lib/identity/change-password";
import { confirmTotp, confirmTotpSchema } from "@/lib/identity/confirm-totp";
import { unlinkProvider, unlinkProviderSchema } from "@/lib/identity/link-provider";
import { removeFactor, removeFactorSchema } from "@/lib/identity/remove-factor";
import { renewRecoveryCodes } from "@/lib/identity/renew-recovery-codes";
import { startPasskey } from "@/lib/identity/start-passkey";
import { ownProofSchema, startTotp } from "@/lib/identity/start-totp";
import { action } from "@/lib/web/action";

const PAGE = "/settings/security";

export const offerApp = action(ownProofSchema, startTotp);
export const offerPasskey = action(ownProofSchema, startPasskey);

export const submitApp = action(confirmTotpSchema, async (ctx, input) => {
  const added = await confirmTotp(ctx, input);
  revalidatePath(PAGE);
  return added;
});

export const submitNewPasskey = action(addPasskeySchema, async (ctx, input) => {
  const added = await addPasskey(ctx, input);
  revalidatePath(PAGE);
  return added;
});

export const submitFactorRemoval = action(removeFactorSchema, async (ctx, input) => {
  await removeFactor(ctx, input);
  revalidatePath(PAGE);
});

export const submitNewCodes = action(z.strictObject({}), async (ctx) => {
  const renewed = await renewRecoveryCodes(ctx);
  revalidatePath(PAGE);
  return renewed;
});

export const submitNewPassword = action(changePasswordSchema, async (ctx, input) => {
  await changePassword(ctx, input);
  revalidatePath(PAGE);
});

export const submitUnlinking = action(unlinkProviderSchema, async (ctx, input) => {
  await unlinkProvider(ctx, input);
  revalidatePath(PAGE);
});
