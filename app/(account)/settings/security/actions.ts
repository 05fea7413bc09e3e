"use server";

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

export const offerApp = action(ownProofSchema, startTotp);
export const offerPasskey = action(ownProofSchema, startPasskey);

export const submitApp = action(confirmTotpSchema, confirmTotp);

export const submitNewPasskey = action(addPasskeySchema, addPasskey);

export const submitFactorRemoval = action(removeFactorSchema, removeFactor);

export const submitNewCodes = action(z.strictObject({}), (ctx) => renewRecoveryCodes(ctx));

export const submitNewPassword = action(changePasswordSchema, changePassword);

export const submitUnlinking = action(unlinkProviderSchema, unlinkProvider);
