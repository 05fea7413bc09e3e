import { z } from "zod";
import { isCountryCode } from "@/lib/core/fleet/countries";
import { MICROS_PER_UNIT, parseMoney } from "@/lib/core/money";
import { CORRECTED_STATES } from "@/lib/core/rating/corrected";

export const CORRECTION_KINDS = ["state", "retail_rate", "wholesale_rate"] as const;
/** Beyond this a slip of the finger is likelier than a price. */
const MAX_UNITS_PER_HOUR = 1_000n;

const wholeSecond = z.coerce
  .date("Enter a date and a time.")
  .refine((at) => at.getTime() % 1_000 === 0, "Enter an instant on a whole second.");

const price = z
  .string()
  .trim()
  .max(40)
  .superRefine((text, check) => {
    const problem = priceProblem(text);
    if (problem) check.addIssue({ code: "custom", message: problem });
  });

function priceProblem(text: string): string | null {
  const micros = parseMoney(text);
  if (micros === null) return "Enter an amount such as 2.50, with up to six decimals.";
  if (micros < 0n) return "A price is never negative.";
  return micros > MAX_UNITS_PER_HOUR * MICROS_PER_UNIT
    ? `A price is at most ${MAX_UNITS_PER_HOUR} per accelerator-hour.`
    : null;
}

const why = {
  reason: z
    .string()
    .trim()
    .min(3, "Say why, in 3 to 300 characters: both parties read it.")
    .max(300, "Say why in 300 characters at most."),
  /** Where the knowledge comes from: a log, a ticket, a claim. */
  evidence: z.string().trim().max(2_000).nullish(),
};
const key = { idempotencyKey: z.string().min(8).max(100) };
const window = { from: wholeSecond, to: wholeSecond };

function checkOrder(input: { from: Date; to: Date }, check: z.RefinementCtx) {
  if (input.from >= input.to)
    check.addIssue({ code: "custom", path: ["to"], message: "The end lies after the beginning." });
}

const correction = z
  .strictObject({
    leaseId: z.string().max(60),
    kind: z.enum(CORRECTION_KINDS),
    ...window,
    state: z.enum(CORRECTED_STATES, "Choose running or unreachable.").nullish(),
    /** Per accelerator-hour in the lease's currency, as it is typed. */
    price: price.nullish(),
  })
  .superRefine(checkOrder)
  .superRefine((input, check) => {
    const missing = (path: string, message: string) => check.addIssue({ code: "custom", path: [path], message });
    if (input.kind === "state" && !input.state) missing("state", "Choose running or unreachable.");
    if (input.kind !== "state" && !input.price) missing("price", "Enter an amount per accelerator-hour.");
  });

export const previewCorrectionSchema = correction;
export type PreviewCorrectionInput = z.input<typeof previewCorrectionSchema>;
export const correctLeaseSchema = correction.safeExtend({ ...why, ...key });
export type CorrectLeaseInput = z.input<typeof correctLeaseSchema>;

/** A wrong price of a SKU in a region of a price book, over all leases that were pinned to it. */
const rerating = z
  .strictObject({
    priceBookId: z.string().max(60),
    skuId: z.string().max(60),
    /** As the price book names it: `*` or a country code. */
    region: z
      .string()
      .trim()
      .refine((region) => region === "*" || isCountryCode(region), "Choose a country or every region."),
    ...window,
    /** What it should have been per accelerator-hour before discounts, in the book's currency, as it is typed. */
    price,
  })
  .superRefine(checkOrder);

export const previewReratingSchema = rerating;
export type PreviewReratingInput = z.input<typeof previewReratingSchema>;
export const rerateLeasesSchema = rerating.safeExtend({ ...why, ...key });
export type RerateLeasesInput = z.input<typeof rerateLeasesSchema>;
