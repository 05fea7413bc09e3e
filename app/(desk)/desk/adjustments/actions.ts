"use server";

import {
  decideAdjustmentSchema,
  grantPromoSchema,
  requestAdjustmentSchema,
  writeOffSchema,
} from "@/lib/ledger/adjustment-schemas";
import { decideAdjustment } from "@/lib/ledger/decide-adjustment";
import { grantPromo } from "@/lib/ledger/grant-promo";
import { requestAdjustment, writeOff } from "@/lib/ledger/request-adjustment";
import { action } from "@/lib/web/action";

export const requestAdjustmentAction = action(requestAdjustmentSchema, requestAdjustment);
export const writeOffAction = action(writeOffSchema, writeOff);
export const decideAdjustmentAction = action(decideAdjustmentSchema, decideAdjustment);
export const grantPromoAction = action(grantPromoSchema, grantPromo);
