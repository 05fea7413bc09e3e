import { z } from "zod";
import { isCountryCode } from "@/lib/core/fleet/countries";
import { parseMoney } from "@/lib/core/money";

const name = (what: string) => z.string().trim().min(1, `Enter ${what}.`).max(80, "Use 80 characters or fewer.");

export const createSiteInput = z.strictObject({
  name: name("a name for the site"),
  city: name("the city"),
  country: z.string().refine(isCountryCode, "Choose a country."),
  latitude: z.number("Enter the latitude in degrees.").min(-90, "Between -90 and 90.").max(90, "Between -90 and 90."),
  longitude: z
    .number("Enter the longitude in degrees.")
    .min(-180, "Between -180 and 180.")
    .max(180, "Between -180 and 180."),
});
export type CreateSiteInput = z.infer<typeof createSiteInput>;

export const mintEnrolmentTokenInput = z.strictObject({
  siteId: z.string(),
  hostName: z
    .string()
    .trim()
    .toLowerCase()
    .regex(
      /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
      "Use lower-case letters, digits and hyphens, 63 at most, starting and ending with a letter or digit.",
    ),
});
export type MintEnrolmentTokenInput = z.infer<typeof mintEnrolmentTokenInput>;

/** Above this a wholesale price per accelerator-hour is a slip of the hand. */
const HIGHEST_PRICE_MICROS = 1_000_000_000n;

function isPrice(text: string): boolean {
  const micros = parseMoney(text);
  return micros !== null && micros > 0n && micros <= HIGHEST_PRICE_MICROS;
}

export const publishOfferInput = z.strictObject({
  siteId: z.string(),
  skuIds: z.array(z.string()).min(1, "Choose at least one count.").max(16),
  /** Decimal, e.g. `1.85`. */
  wholesalePerHour: z
    .string()
    .trim()
    .refine(isPrice, "Enter a price above 0 and up to 1,000 with at most six decimal places, e.g. 1.85."),
  currency: z.literal("USD"),
  /** Null: at once. What is in the past counts as now. */
  from: z.date().nullable(),
  /** Null: until it is withdrawn. */
  to: z.date().nullable(),
});
export type PublishOfferInput = z.infer<typeof publishOfferInput>;

export const withdrawOfferInput = z.strictObject({ offerId: z.string() });
export type WithdrawOfferInput = z.infer<typeof withdrawOfferInput>;
