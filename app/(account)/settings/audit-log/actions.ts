"use server";

import { z } from "zod";
import { verifyAuditChain } from "@/lib/identity/audit-queries";
import { setSupportAccessSchema } from "@/lib/identity/impersonation/schemas";
import { setSupportAccess } from "@/lib/identity/impersonation/set-support-access";
import { action } from "@/lib/web/action";

export const verifyOwnLogAction = action(z.strictObject({}), verifyAuditChain, { limit: "export" });
export const setSupportAccessAction = action(setSupportAccessSchema, setSupportAccess);
