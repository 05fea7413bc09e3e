"use server";

import { confirmEmailChange, emailChangeLinkSchema } from "@/lib/identity/confirm-email-change";
import { formAction } from "@/lib/web/action";

export const submitConfirmation = formAction(emailChangeLinkSchema, confirmEmailChange);
