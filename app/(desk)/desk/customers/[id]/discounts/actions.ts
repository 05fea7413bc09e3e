"use server";

import { endDiscount } from "@/lib/catalog/end-discount";
import { grantDiscount } from "@/lib/catalog/grant-discount";
import { endDiscountSchema, grantDiscountSchema } from "@/lib/catalog/schemas";
import { action } from "@/lib/web/action";

export const grantDiscountAction = action(grantDiscountSchema, grantDiscount);
export const endDiscountAction = action(endDiscountSchema, endDiscount);
