"use server";

import { emailChangeLinkSchema, undoEmailChange } from "@/lib/identity/confirm-email-change";
import { formAction } from "@/lib/web/action";

export const submitUndo = formAction(emailChangeLinkSchema, undoEmailChange);
