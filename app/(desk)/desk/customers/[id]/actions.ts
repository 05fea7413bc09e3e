"use server";

import { creditCustomer } from "@/lib/ledger/credit-customer";
import { creditCustomerSchema } from "@/lib/ledger/schemas";
import { action } from "@/lib/web/action";

export const creditCustomerAction = action(creditCustomerSchema, creditCustomer);
