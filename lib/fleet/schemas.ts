import { z } from "zod";
import { isCountryCode } from "@/lib/core/fleet/countries";
import { OFFER_CURRENCIES, parseMoney } from "@/lib/core/money";
import { line } from "@/lib/core/text";

const LONGEST_NAME = 80;
const id = z.string().max(60);
/** Later is a slip of the hand, and past the year 9999 no instant at all to PostgreSQL. */
const instant = z
  .date("Enter a date and a time.")
  .max(new Date("2200-01-01T00:00:00Z"), "Enter a date before the year 2200.");

export const createSiteInput = z.strictObject({
  name: line("a name for the site", LONGEST_NAME),
  city: line("the city", LONGEST_NAME),
  country: z.string().refine(isCountryCode, "Choose a country."),
  latitude: z.number("Enter the latitude in degrees.").min(-90, "Between -90 and 90.").max(90, "Between -90 and 90."),
  longitude: z
    .number("Enter the longitude in degrees.")
    .min(-180, "Between -180 and 180.")
    .max(180, "Between -180 and 180."),
});
export type CreateSiteInput = z.infer<typeof createSiteInput>;

export const mintEnrolmentTokenInput = z.strictObject({
  siteId: id,
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

export const ownHostInput = z.strictObject({ hostId: id });
export type OwnHostInput = z.infer<typeof ownHostInput>;

/** Above this a wholesale price per accelerator-hour is a slip of the hand. */
const HIGHEST_PRICE_MICROS = 1_000_000_000n;

function isPrice(text: string): boolean {
  const micros = parseMoney(text);
  return micros !== null && micros > 0n && micros <= HIGHEST_PRICE_MICROS;
}

export const publishOfferInput = z.strictObject({
  siteId: id,
  skuIds: z.array(id).min(1, "Choose at least one count.").max(16),
  /** Decimal, e.g. `1.85`. */
  wholesalePerHour: z
    .string()
    .trim()
    .refine(isPrice, "Enter a price above 0 and up to 1,000 with at most six decimal places, e.g. 1.85."),
  currency: z.enum(OFFER_CURRENCIES, "Choose a currency."),
  /** Null: at once. What is in the past counts as now. */
  from: instant.nullable(),
  /** Null: until it is withdrawn. */
  to: instant.nullable(),
});
export type PublishOfferInput = z.infer<typeof publishOfferInput>;

const reason = z.string().trim().min(3, "Say why.").max(500);

export const decideFindingInput = z.strictObject({ findingId: id, decision: z.enum(["accepted", "rejected"]), reason });
export type DecideFindingInput = z.infer<typeof decideFindingInput>;

export const acceptMoveInput = z.strictObject({ findingId: id, reason });
export type AcceptMoveInput = z.infer<typeof acceptMoveInput>;

export const withdrawOfferInput = z.strictObject({ offerId: id });
export type WithdrawOfferInput = z.infer<typeof withdrawOfferInput>;
