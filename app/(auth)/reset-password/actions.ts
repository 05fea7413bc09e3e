"use server";

import { resetPassword, resetPasswordSchema } from "@/lib/identity/reset-password";
import { formAction } from "@/lib/web/action";

export const submitReset = formAction(resetPasswordSchema, resetPassword);
