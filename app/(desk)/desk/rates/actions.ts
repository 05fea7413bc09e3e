"use server";

import { setFxRate } from "@/lib/catalog/set-fx-rate";
import { setTaxRate } from "@/lib/catalog/set-tax-rate";
import { setFxRateSchema, setTaxRateSchema, withdrawRateSchema } from "@/lib/catalog/terms-schemas";
import { withdrawRate } from "@/lib/catalog/withdraw-rate";
import { action } from "@/lib/web/action";

export const setFxRateAction = action(setFxRateSchema, setFxRate);
export const setTaxRateAction = action(setTaxRateSchema, setTaxRate);
export const withdrawRateAction = action(withdrawRateSchema, withdrawRate);
