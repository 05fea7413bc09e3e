"use server";

import { setRetailPriceSchema, withdrawRetailPriceSchema } from "@/lib/catalog/schemas";
import { setRetailPrice } from "@/lib/catalog/set-retail-price";
import { withdrawRetailPrice } from "@/lib/leases/withdraw-retail-price";
import { action } from "@/lib/web/action";

export const setRetailPriceAction = action(setRetailPriceSchema, setRetailPrice);
export const withdrawRetailPriceAction = action(withdrawRetailPriceSchema, withdrawRetailPrice);
