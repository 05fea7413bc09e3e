"use server";

import { decidePayoutAccount } from "@/lib/payouts/decide-payout-account";
import { planPayoutsNow } from "@/lib/payouts/plan-payouts-now";
import { reversePayout } from "@/lib/payouts/reverse-payout";
import {
  decidePayoutAccountSchema,
  payoutIdSchema,
  planPayoutsNowSchema,
  returnWireSchema,
  reversePayoutSchema,
  sendWireSchema,
  setPayoutTermsSchema,
} from "@/lib/payouts/schemas";
import { setPayoutTerms } from "@/lib/payouts/set-payout-terms";
import { beginWire, confirmWire, returnWire, sendWire } from "@/lib/payouts/wires";
import { action } from "@/lib/web/action";

export const decidePayoutAccountAction = action(decidePayoutAccountSchema, decidePayoutAccount);
export const reversePayoutAction = action(reversePayoutSchema, reversePayout);
export const beginWireAction = action(payoutIdSchema, beginWire);
export const sendWireAction = action(sendWireSchema, sendWire);
export const confirmWireAction = action(payoutIdSchema, confirmWire);
export const returnWireAction = action(returnWireSchema, returnWire);
export const setPayoutTermsAction = action(setPayoutTermsSchema, setPayoutTerms);
export const planPayoutsNowAction = action(planPayoutsNowSchema, planPayoutsNow);
