"use server";

import { createPriceBook } from "@/lib/catalog/create-price-book";
import {
  createPriceBookSchema,
  setRetailPriceSchema,
  updatePriceBookSchema,
  withdrawRetailPriceSchema,
} from "@/lib/catalog/schemas";
import { setRetailPrice } from "@/lib/catalog/set-retail-price";
import { updatePriceBook } from "@/lib/catalog/update-price-book";
import { withdrawRetailPrice } from "@/lib/leases/withdraw-retail-price";
import { action } from "@/lib/web/action";

export const createPriceBookAction = action(createPriceBookSchema, createPriceBook);
export const updatePriceBookAction = action(updatePriceBookSchema, updatePriceBook);
export const setRetailPriceAction = action(setRetailPriceSchema, setRetailPrice);
export const withdrawRetailPriceAction = action(withdrawRetailPriceSchema, withdrawRetailPrice);
