import { z } from "zod";
import { isCountryCode } from "@/lib/core/fleet/countries";
import { OFFER_CURRENCIES } from "@/lib/core/money";
import { withoutSpaces } from "@/lib/core/payouts/bank-account";

const id = z.string().min(1).max(60);
const text = (name: string, most: number) =>
  z.string().trim().min(2, `Enter ${name}.`).max(most, `At most ${most} characters.`);
const reason = z.string().trim().min(3, "Say why, in 3 to 200 characters.").max(200);
const idempotencyKey = z.string().min(8).max(100);

/** Needed where Stripe does not pay, and left empty elsewhere. */
const bankFields = {
  beneficiary: z.string().trim().max(100, "At most 100 characters.").default(""),
  bankName: z.string().trim().max(100, "At most 100 characters.").default(""),
  accountNumber: z.string().max(60).default("").transform(withoutSpaces),
  bic: z.string().max(30).default("").transform(withoutSpaces),
};

export const requestPayoutAccountSchema = z.object({
  country: z.string().trim().toUpperCase().refine(isCountryCode, "Choose a country."),
  currency: z.enum(OFFER_CURRENCIES, "Choose a currency."),
  ...bankFields,
});
export type RequestPayoutAccountInput = z.input<typeof requestPayoutAccountSchema>;

export const payoutAccountIdSchema = z.object({ accountId: id });
export const decidePayoutAccountSchema = z.object({
  accountId: id,
  approve: z.boolean(),
  note: z.string().trim().max(200).default(""),
});
export type DecidePayoutAccountInput = z.input<typeof decidePayoutAccountSchema>;

export const payoutIdSchema = z.object({ payoutId: id });
export const sendWireSchema = z.object({ payoutId: id, bankReference: text("the bank's reference", 100) });
export type SendWireInput = z.input<typeof sendWireSchema>;
export const returnWireSchema = z.object({ payoutId: id, reason });
export type ReturnWireInput = z.input<typeof returnWireSchema>;

export const reversePayoutSchema = z.object({
  payoutId: id,
  /** A decimal amount in the payout's currency. */
  amount: z.string().trim().min(1, "Enter an amount.").max(20),
  reason,
  idempotencyKey,
});
export type ReversePayoutInput = z.input<typeof reversePayoutSchema>;

export const setPayoutTermsSchema = z.object({
  organizationId: id,
  reservePercent: z
    .string()
    .trim()
    .regex(/^\d{1,2}(\.\d{1,2})?$/, "Enter a share like 5 or 7.5."),
  reserveWeeks: z.coerce.number("Enter a number of weeks.").int("Whole weeks.").min(1).max(26),
  minimum: z.string().trim().min(1, "Enter an amount.").max(20),
  /** Empty: not held. */
  heldReason: z.string().trim().max(200).default(""),
});
export type SetPayoutTermsInput = z.input<typeof setPayoutTermsSchema>;

export const planPayoutsNowSchema = z.object({});
