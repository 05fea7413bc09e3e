import { z } from "zod";

export const LONGEST_VISIT_MINUTES = 60;

export const startImpersonationSchema = z.strictObject({
  organizationId: z.string().min(1).max(40),
  /** The organization reads it. */
  reason: z.string().trim().min(10, "Say why, in 10 to 300 characters. The organization reads it.").max(300),
  /** Else it only looks. */
  write: z.boolean().default(false),
  minutes: z.coerce.number().int().min(1).max(LONGEST_VISIT_MINUTES).default(30),
  /** The law asks for it, though the organization has switched visits off. */
  legal: z.boolean().default(false),
});
export type StartImpersonationInput = z.input<typeof startImpersonationSchema>;

export const setSupportAccessSchema = z.strictObject({ isAllowed: z.boolean() });
export type SetSupportAccessInput = z.infer<typeof setSupportAccessSchema>;
