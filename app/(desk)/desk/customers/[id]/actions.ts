"use server";

import { setCustomerTerms } from "@/lib/catalog/set-customer-terms";
import { setTaxProfile } from "@/lib/catalog/set-tax-profile";
import { setCustomerTermsSchema, setTaxProfileSchema } from "@/lib/catalog/terms-schemas";
import { creditCustomer } from "@/lib/ledger/credit-customer";
import { creditCustomerSchema } from "@/lib/ledger/schemas";
import { refundCustomer } from "@/lib/payments/refund-customer";
import { refundCustomerSchema } from "@/lib/payments/schemas";
import { action } from "@/lib/web/action";

export const creditCustomerAction = action(creditCustomerSchema, creditCustomer);
export const refundCustomerAction = action(refundCustomerSchema, refundCustomer);
export const setCustomerTermsAction = action(setCustomerTermsSchema, setCustomerTerms);
export const setTaxProfileAction = action(setTaxProfileSchema, setTaxProfile);
