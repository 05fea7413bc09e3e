import { z } from "zod";
import { isCountryCode } from "@/lib/core/fleet/countries";
import { CURRENCIES } from "@/lib/core/money";

const decimal = z.string().trim().max(40);
const reference = z.string().min(1).max(60);

/** `*` for every region without a price of its own, else the ISO country code of a site. */
export const regionSchema = z
  .string()
  .trim()
  .refine((region) => region === "*" || isCountryCode(region), "Choose a country or every region.");

const currencySchema = z.enum(CURRENCIES, { error: `Choose one of ${CURRENCIES.join(", ")}.` });

export const setRetailPriceSchema = z
  .strictObject({
    /** Absent: the default book in USD. */
    bookId: reference.optional(),
    /** As the form showed it; refused where it is not the book's. */
    currency: currencySchema.optional(),
    modelId: z.string().max(60).optional(),
    skuIds: z.array(z.string().max(60)).min(1, "Choose one SKU or more.").max(64).optional(),
    region: regionSchema,
    basis: z.enum(["amount", "margin"]),
    amount: decimal.optional(),
    marginPercent: decimal.optional(),
    floor: decimal.optional(),
    cap: decimal.optional(),
    /** Null or absent: from now on. */
    from: z.coerce.date().nullish(),
    /** Reaches the leases that run at the price before it, with the book's notice. */
    appliesToRunning: z.boolean().optional(),
  })
  .refine((input) => (input.modelId === undefined) !== (input.skuIds === undefined), {
    path: ["skuIds"],
    error: "Name either a model or its SKUs.",
  });
export type SetRetailPriceInput = z.input<typeof setRetailPriceSchema>;

export const withdrawRetailPriceSchema = z.strictObject({ entryId: z.string().max(60) });
export type WithdrawRetailPriceInput = z.input<typeof withdrawRetailPriceSchema>;

/** Customers without terms of their own; they buy from the default books. */
export const STANDARD_SEGMENT = "standard";

const bookName = z
  .string()
  .trim()
  .min(2, "A name has 2 to 60 characters.")
  .max(60, "A name has 2 to 60 characters.")
  .refine((name) => !/\p{Cc}/u.test(name), "A name has no control characters.");
const noticeDays = z.coerce
  .number({ error: "Enter a number of days." })
  .int("Enter whole days.")
  .min(0, "Notice is never negative.")
  .max(365, "Notice is 365 days at most.");

export const createPriceBookSchema = z.strictObject({
  name: bookName,
  currency: currencySchema,
  /** Empty: the default book of its currency. */
  segment: z
    .string()
    .trim()
    .regex(/^[a-z0-9-]{0,40}$/, "A segment is 1 to 40 lower-case letters, digits and hyphens.")
    .refine((segment) => segment !== STANDARD_SEGMENT, "Standard customers buy from the default book.")
    .optional(),
  noticeDays,
});
export type CreatePriceBookInput = z.output<typeof createPriceBookSchema>;

export const updatePriceBookSchema = z.strictObject({ bookId: reference, name: bookName, noticeDays });
export type UpdatePriceBookInput = z.output<typeof updatePriceBookSchema>;

export const grantDiscountSchema = z.strictObject({
  organizationId: reference,
  /** Empty: every SKU without a discount of its own. */
  skuId: z.string().max(60).nullish(),
  percent: decimal,
  reason: z.string().trim().min(3, "Say why, in 3 to 200 characters.").max(200, "Say why, in 3 to 200 characters."),
  /** Null or absent: from now on. */
  from: z.coerce.date({ error: "Enter a date and a time." }).nullish(),
  /** Null or absent: until it is ended. */
  to: z.coerce.date({ error: "Enter a date and a time." }).nullish(),
});
export type GrantDiscountInput = z.input<typeof grantDiscountSchema>;

export const endDiscountSchema = z.strictObject({ discountId: reference });
export type EndDiscountInput = z.output<typeof endDiscountSchema>;
