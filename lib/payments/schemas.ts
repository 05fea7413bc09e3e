import { z } from "zod";

export const startTopUpSchema = z.object({
  /** A decimal amount in the currency that the organization pays in. */
  amount: z.string().trim().min(1, "Enter an amount.").max(20),
  /** One payment per key and organization, however often it is sent. */
  idempotencyKey: z.string().min(8).max(100),
});
export type StartTopUpInput = z.infer<typeof startTopUpSchema>;

export const stripeEventIdSchema = z.object({ eventId: z.string().min(1).max(255) });

const amount = z.string().trim().min(1, "Enter an amount.").max(20);

/** Decimal amounts in the currency that the organization pays in. */
export const setAutoTopUpSchema = z.object({ threshold: amount, amount, monthlyCap: amount });
export type SetAutoTopUpInput = z.infer<typeof setAutoTopUpSchema>;

export const refundCustomerSchema = z.object({
  organizationId: z.string().min(1).max(40),
  /** A decimal amount in the currency that the organization pays in. */
  amount,
  reason: z.string().trim().min(3, "Say why, in 3 to 200 characters.").max(200),
  /** Of this payment alone; else the last first. */
  topUpId: z.string().max(40).optional(),
  /** One refund per key and customer, however often it is sent. */
  idempotencyKey: z.string().min(8).max(100),
});
export type RefundCustomerInput = z.infer<typeof refundCustomerSchema>;

/** `card`: straight to where a card is added. */
export const openBillingPortalSchema = z.object({ purpose: z.enum(["manage", "card"]).default("manage") });
export type OpenBillingPortalInput = z.input<typeof openBillingPortalSchema>;

export const turnOffAutoTopUpSchema = z.object({});
