"use server";

import { retryMail, retryMailSchema } from "@/lib/identity/retry-mail";
import { action } from "@/lib/web/action";

export const retryMailAction = action(retryMailSchema, retryMail);
