"use server";

import { acceptDifference } from "@/lib/payments/reconciliation/accept-difference";
import { bookDifference } from "@/lib/payments/reconciliation/book-difference";
import { lookAgain } from "@/lib/payments/reconciliation/look-again";
import { reconcileNow } from "@/lib/payments/reconciliation/reconcile-now";
import {
  acceptDifferenceSchema,
  bookDifferenceSchema,
  differenceIdSchema,
  reconcileNowSchema,
} from "@/lib/payments/reconciliation/schemas";
import { action } from "@/lib/web/action";

export const reconcileNowAction = action(reconcileNowSchema, reconcileNow);
export const lookAgainAction = action(differenceIdSchema, lookAgain);
export const bookDifferenceAction = action(bookDifferenceSchema, bookDifference);
export const acceptDifferenceAction = action(acceptDifferenceSchema, acceptDifference);
