import { z } from "zod";
import { isCountryCode } from "@/lib/core/fleet/countries";

const decimal = z.string().trim().max(40);

/** `*` for every region without a price of its own, else the ISO country code of a site. */
export const regionSchema = z
  .string()
  .trim()
  .refine((region) => region === "*" || isCountryCode(region), "Choose a country or every region.");

export const setRetailPriceSchema = z
  .strictObject({
    modelId: z.string().max(60).optional(),
    skuIds: z.array(z.string().max(60)).min(1, "Choose one SKU or more.").max(64).optional(),
    region: regionSchema,
    basis: z.enum(["amount", "margin"]),
    amount: decimal.optional(),
    marginPercent: decimal.optional(),
    floor: decimal.optional(),
    /** Null or absent: from now on. */
    from: z.coerce.date().nullish(),
  })
  .refine((input) => (input.modelId === undefined) !== (input.skuIds === undefined), {
    path: ["skuIds"],
    error: "Name either a model or its SKUs.",
  });
export type SetRetailPriceInput = z.input<typeof setRetailPriceSchema>;

export const withdrawRetailPriceSchema = z.strictObject({ entryId: z.string().max(60) });
export type WithdrawRetailPriceInput = z.input<typeof withdrawRetailPriceSchema>;
