"use server";

import { setCustomerTerms } from "@/lib/catalog/set-customer-terms";
import { setTaxProfile } from "@/lib/catalog/set-tax-profile";
import { setCustomerTermsSchema, setTaxProfileSchema } from "@/lib/catalog/terms-schemas";
import { freezeLaunches } from "@/lib/identity/freeze-launches";
import { freezeLaunchesSchema, liftFreezeSchema } from "@/lib/identity/freeze-schemas";
import { liftFreeze } from "@/lib/identity/lift-freeze";
import { setLaunchLimitsSchema } from "@/lib/leases/limit-schemas";
import { setLaunchLimits } from "@/lib/leases/set-launch-limits";
import { creditCustomer } from "@/lib/ledger/credit-customer";
import { creditCustomerSchema } from "@/lib/ledger/schemas";
import { refundCustomer } from "@/lib/payments/refund-customer";
import { refundCustomerSchema } from "@/lib/payments/schemas";
import { action } from "@/lib/web/action";

export const creditCustomerAction = action(creditCustomerSchema, creditCustomer);
export const refundCustomerAction = action(refundCustomerSchema, refundCustomer);
export const setCustomerTermsAction = action(setCustomerTermsSchema, setCustomerTerms);
export const setTaxProfileAction = action(setTaxProfileSchema, setTaxProfile);
export const freezeLaunchesAction = action(freezeLaunchesSchema, freezeLaunches);
export const liftFreezeAction = action(liftFreezeSchema, liftFreeze);
export const setLaunchLimitsAction = action(setLaunchLimitsSchema, setLaunchLimits);
