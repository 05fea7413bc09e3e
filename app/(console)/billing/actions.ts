"use server";

import { setTaxProfile } from "@/lib/catalog/set-tax-profile";
import { setTaxProfileSchema } from "@/lib/catalog/terms-schemas";
import { action } from "@/lib/web/action";

export const saveBillingDetails = action(setTaxProfileSchema, setTaxProfile);
