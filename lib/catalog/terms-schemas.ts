import { z } from "zod";
import { isCountryCode } from "@/lib/core/fleet/countries";
import { CURRENCIES, MICROS_PER_UNIT, parseMoney } from "@/lib/core/money";
import { parseMonth, parsePercentBps, parseRateE9, parseUnitPrice } from "@/lib/core/rating/terms-input";

/** Amounts stay as they were typed, so that parsing what is parsed already changes nothing; the verbs read them with lib/core. */
const text = z.string().trim().max(40);
const id = z.string().min(1, "Choose one.").max(60);
const currency = z.enum(CURRENCIES, "Choose a currency.");
const start = z.coerce.date("Enter a date and a time.").nullish();
const isGiven = (value: string) => value !== "";

const LARGEST_MONEY = 1_000_000_000n * MICROS_PER_UNIT;

const percent = (maxBps: number) =>
  text.refine(
    (value) => parsePercentBps(value, maxBps) !== null,
    `Enter a percentage from 0 to ${maxBps / 100} such as 19 or 7.5.`,
  );
const unitPrice = text.refine(
  (value) => parseUnitPrice(value) !== null,
  "Enter an amount from 0 to 1000 such as 1.85, with up to six decimals.",
);
const isMonth = (value: string) => parseMonth(value) !== null;
const month = text.refine(isMonth, "Enter a month such as 2026-12.");
const lastMonth = text
  .refine((value) => value === "" || isMonth(value), "Enter a month such as 2026-12, or leave it empty.")
  .default("");
const isMoney = (value: string) => {
  const micros = parseMoney(value);
  return micros !== null && micros >= 0n && micros <= LARGEST_MONEY;
};
const money = text.refine(isMoney, "Enter an amount of zero or more such as 5000 or 1,250.50.");
const cap = text
  .refine(
    (value) => value === "" || (isMoney(value) && parseMoney(value) !== 0n),
    "Enter an amount above zero such as 20,000, or leave it empty.",
  )
  .default("");

/** `DE`, `US-CA`. */
const jurisdiction = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[A-Z]{2}(-[A-Z0-9]{1,3})?$/, "Enter a country code such as DE, or a country and its part such as US-CA.")
  .refine((code) => !/^[A-Z]{2}/.test(code) || isCountryCode(code.slice(0, 2)), "This is no country's code.");

export const setFxRateSchema = z
  .strictObject({
    base: currency,
    quote: currency,
    rate: text.refine(
      (value) => parseRateE9(value) !== null,
      "Enter a rate above zero such as 0.1389, with up to nine decimals.",
    ),
    from: start,
    source: z.string().trim().min(3, "Say where the rate comes from, in 3 to 200 characters.").max(200),
  })
  .refine((input) => input.base !== input.quote, { path: ["quote"], error: "Choose two different currencies." });
export type SetFxRateInput = z.input<typeof setFxRateSchema>;

export const setTaxRateSchema = z.strictObject({
  jurisdiction,
  name: z.string().trim().min(2, "Name the tax as a document does, such as VAT.").max(60),
  ratePercent: percent(5_000),
  reverseCharge: z.boolean().default(false),
  from: start,
});
export type SetTaxRateInput = z.input<typeof setTaxRateSchema>;

export const withdrawRateSchema = z.strictObject({ kind: z.enum(["fx", "tax"]), rateId: id });
export type WithdrawRateInput = z.input<typeof withdrawRateSchema>;

export const setTaxProfileSchema = z.strictObject({
  organizationId: id.optional(),
  legalName: z.string().trim().min(2, "Enter the name that documents are made out to.").max(200),
  address: z.string().trim().min(5, "Enter the full postal address.").max(500),
  jurisdiction,
  taxId: z
    .string()
    .trim()
    .toUpperCase()
    .refine(
      (value) => value === "" || /^[A-Z0-9][A-Z0-9 ./-]{3,29}$/.test(value),
      "A tax id has 4 to 30 letters and digits.",
    )
    .default(""),
  /** For the desk alone: a customer who need not pay tax, with proof on file. */
  exempt: z.boolean().optional(),
});
export type SetTaxProfileInput = z.input<typeof setTaxProfileSchema>;

export const setCustomerTermsSchema = z.strictObject({
  organizationId: id,
  segment: z
    .string()
    .trim()
    .regex(/^[a-z0-9-]{1,40}$/, "Use 1 to 40 lower-case letters, digits and hyphens."),
  billingCurrency: currency,
  creditLimit: money,
  /** Empty for none. */
  monthlyCap: cap,
  dataRetentionDays: z.coerce
    .number("Enter a number of days.")
    .int("Enter whole days.")
    .min(1, "Data is kept for a day or more.")
    .max(90, "Data is kept for 90 days at most."),
});
export type SetCustomerTermsInput = z.input<typeof setCustomerTermsSchema>;

export const createContractSchema = z
  .strictObject({
    organizationId: id,
    name: z.string().trim().min(2, "Name it, in 2 to 100 characters.").max(100),
    currency,
    fromMonth: month,
    /** Its last month; empty for no end. */
    throughMonth: lastMonth,
    holdBackPercent: percent(10_000).default("0"),
    holdBackMonths: z.coerce
      .number("Enter a number of months.")
      .int("Enter whole months.")
      .min(1, "Money is held back for a month or more.")
      .max(24, "Money is held back for 24 months at most.")
      .default(1),
    slaChargeBackPercent: percent(10_000).default("100"),
  })
  .refine((input) => !isGiven(input.throughMonth) || input.throughMonth >= input.fromMonth, {
    path: ["throughMonth"],
    error: "The last month is not before the first.",
  });
export type CreateContractInput = z.input<typeof createContractSchema>;

export const endContractSchema = z.strictObject({ contractId: id, throughMonth: month });
export type EndContractInput = z.input<typeof endContractSchema>;

export const setContractRateSchema = z.strictObject({
  contractId: id,
  skuId: id,
  /** Empty or absent: every site without a rate of its own. */
  siteId: z.string().max(60).nullish(),
  price: unitPrice,
  /** Null or absent: from now on, or from the contract's start. */
  from: start,
});
export type SetContractRateInput = z.input<typeof setContractRateSchema>;

export const endContractRateSchema = z.strictObject({ rateId: id });
export type EndContractRateInput = z.input<typeof endContractRateSchema>;

export const addCommitmentSchema = z
  .strictObject({
    contractId: id,
    modelId: id,
    acceleratorHoursPerMonth: z.coerce
      .number("Enter a number of accelerator-hours.")
      .int("Enter whole accelerator-hours.")
      .min(1, "A commitment is for one accelerator-hour a month or more.")
      .max(100_000_000, "A commitment is for 100,000,000 accelerator-hours a month at most."),
    price: unitPrice,
    fromMonth: month,
    /** Its last month; empty for as long as the contract. */
    throughMonth: lastMonth,
  })
  .refine((input) => !isGiven(input.throughMonth) || input.throughMonth >= input.fromMonth, {
    path: ["throughMonth"],
    error: "The last month is not before the first.",
  });
export type AddCommitmentInput = z.input<typeof addCommitmentSchema>;

/** Not begun: taken back. Running: its last month. */
export const endCommitmentSchema = z.strictObject({
  commitmentId: id,
  throughMonth: lastMonth,
});
export type EndCommitmentInput = z.input<typeof endCommitmentSchema>;
