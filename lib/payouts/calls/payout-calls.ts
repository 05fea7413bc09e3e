import type { CallKind, CallKinds } from "@/lib/payments/calls/call-kind";
import { accountCall } from "./account-call";
import { reversalCall } from "./reversal-call";
import { transferCall } from "./transfer-call";

/** Calls that this domain makes. */
export const PAYOUT_CALLS = {
  account: accountCall as CallKind<never>,
  transfer: transferCall as CallKind<never>,
  transfer_reversal: reversalCall as CallKind<never>,
} satisfies CallKinds;
