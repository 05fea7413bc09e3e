import { z } from "zod";
import { RECONCILIATION_ACCOUNTS } from "@/lib/core/payments/movement-kinds";

const differenceId = z.string().min(1).max(40);
const reason = z.string().trim().min(10, "Say why, in 10 to 200 characters.").max(200);

export const reconcileNowSchema = z.object({});

export const differenceIdSchema = z.object({ differenceId });
export type DifferenceIdInput = z.infer<typeof differenceIdSchema>;

export const acceptDifferenceSchema = z.object({ differenceId, reason });
export type AcceptDifferenceInput = z.infer<typeof acceptDifferenceSchema>;

export const bookDifferenceSchema = z.object({
  differenceId,
  reason,
  /** What it is held against, where it is not plain from what Stripe calls it. */
  account: z.enum(RECONCILIATION_ACCOUNTS),
});
export type BookDifferenceInput = z.infer<typeof bookDifferenceSchema>;
