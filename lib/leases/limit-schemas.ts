import { z } from "zod";

const amount = z.string().trim().max(20);

/** Empty: by the tier of the paid history. Decimal amounts in the currency that the customer pays in. */
export const setLaunchLimitsSchema = z.object({
  organizationId: z.string().min(1).max(40),
  accelerators: z
    .string()
    .trim()
    .regex(/^\d{0,6}$/, "Enter a whole number, or leave it empty for the tier's."),
  burnPerHour: amount,
  cardPerDay: amount,
  reason: z.string().trim().min(3, "Say why, in 3 to 300 characters.").max(300),
});
export type SetLaunchLimitsInput = z.infer<typeof setLaunchLimitsSchema>;
