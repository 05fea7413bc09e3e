import { z } from "zod";

const reason = z.string().trim().min(3, "Say why, in 3 to 300 characters.").max(300);

export const freezeLaunchesSchema = z.object({
  organizationId: z.string().min(1).max(40),
  /** The customer reads it. */
  reason,
  /** One freeze per key and customer, however often it is sent. */
  idempotencyKey: z.string().min(8).max(100),
});
export type FreezeLaunchesInput = z.infer<typeof freezeLaunchesSchema>;

export const liftFreezeSchema = z.object({ freezeId: z.string().min(1).max(40), reason });
export type LiftFreezeInput = z.infer<typeof liftFreezeSchema>;
