import { z } from "zod";
import { ADJUSTABLE_KINDS, CONTRA_KINDS } from "@/lib/core/ledger/adjustments";
import { CURRENCIES, parseMoney } from "@/lib/core/money";

const base = {
  organizationId: z.string().max(60),
  amount: z.string().max(40),
  currency: z.enum(CURRENCIES),
  reason: z.string().trim().min(10, "Say why, in 10 to 500 characters: the other side reads it.").max(500),
  idempotencyKey: z.string().min(8).max(100),
};

function withMicros<T extends { amount: string }>({ amount, ...input }: T, check: z.RefinementCtx) {
  const amountMicros = parseMoney(amount);
  if (amountMicros !== null) return { ...input, amountMicros };
  check.addIssue({ code: "custom", path: ["amount"], message: "Enter an amount such as 250, -12.50 or 1,250.50." });
  return z.NEVER;
}

export const requestAdjustmentSchema = z
  .strictObject({ ...base, accountKind: z.enum(ADJUSTABLE_KINDS), contraKind: z.enum(CONTRA_KINDS) })
  .transform(withMicros);
export type RequestAdjustmentInput = z.output<typeof requestAdjustmentSchema>;

export const writeOffSchema = z
  .strictObject({ ...base, accountKind: z.enum(["customer_prepaid", "customer_receivable"]) })
  .transform(withMicros);
export type WriteOffInput = z.output<typeof writeOffSchema>;

export const decideAdjustmentSchema = z.strictObject({
  adjustmentId: z.string().max(60),
  decision: z.enum(["approve", "reject"]),
  note: z.string().trim().max(500).default(""),
});
export type DecideAdjustmentInput = z.output<typeof decideAdjustmentSchema>;

export const grantPromoSchema = z
  .strictObject({ ...base, expiresOn: z.iso.date("Choose the last day on which it can be used.") })
  .transform(withMicros);
export type GrantPromoInput = z.output<typeof grantPromoSchema>;
