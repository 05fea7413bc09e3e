"use server";

import { resolveOwnNotice, resolveOwnNoticeInput } from "@/lib/identity/resolve-own-notice";
import { action } from "@/lib/web/action";

export const dismissNotice = action(resolveOwnNoticeInput, resolveOwnNotice);
