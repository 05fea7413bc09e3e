"use server";

import { verifyEmail, verifyEmailSchema } from "@/lib/identity/verify-email";
import { formAction } from "@/lib/web/action";

export const submitVerification = formAction(verifyEmailSchema, verifyEmail);
