"use server";

import { setTaxProfile } from "@/lib/catalog/set-tax-profile";
import { setTaxProfileSchema } from "@/lib/catalog/terms-schemas";
import { changeBudget } from "@/lib/metering/change-budget";
import { createBudget } from "@/lib/metering/create-budget";
import { removeBudget } from "@/lib/metering/remove-budget";
import { changeBudgetInput, createBudgetInput, removeBudgetInput, setMonthlyCapInput } from "@/lib/metering/schemas";
import { setMonthlyCap } from "@/lib/metering/set-monthly-cap";
import { openBillingPortal } from "@/lib/payments/open-billing-portal";
import {
  openBillingPortalSchema,
  setAutoTopUpSchema,
  startTopUpSchema,
  turnOffAutoTopUpSchema,
} from "@/lib/payments/schemas";
import { setAutoTopUp, turnOffAutoTopUp } from "@/lib/payments/set-auto-top-up";
import { startTopUp } from "@/lib/payments/start-top-up";
import { action } from "@/lib/web/action";

export const createBudgetAction = action(createBudgetInput, async (ctx, input) => {
  const { id } = await createBudget(ctx, input);
  return { budgetId: id };
});

export const changeBudgetAction = action(changeBudgetInput, changeBudget);

export const removeBudgetAction = action(removeBudgetInput, removeBudget);

export const setMonthlyCapAction = action(setMonthlyCapInput, setMonthlyCap);

export const startTopUpAction = action(startTopUpSchema, startTopUp);
export const openBillingPortalAction = action(openBillingPortalSchema, openBillingPortal);

export const setAutoTopUpAction = action(setAutoTopUpSchema, setAutoTopUp);
export const turnOffAutoTopUpAction = action(turnOffAutoTopUpSchema, turnOffAutoTopUp);

export const saveBillingDetails = action(setTaxProfileSchema, setTaxProfile);
