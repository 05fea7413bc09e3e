"use server";

import { decidePayoutAccount } from "@/lib/payouts/decide-payout-account";
import { openOnboarding } from "@/lib/payouts/open-onboarding";
import { requestPayoutAccount } from "@/lib/payouts/request-payout-account";
import { decidePayoutAccountSchema, payoutAccountIdSchema, requestPayoutAccountSchema } from "@/lib/payouts/schemas";
import { action } from "@/lib/web/action";

export const requestPayoutAccountAction = action(requestPayoutAccountSchema, requestPayoutAccount);
export const decidePayoutAccountAction = action(decidePayoutAccountSchema, decidePayoutAccount);
export const openOnboardingAction = action(payoutAccountIdSchema, openOnboarding);
