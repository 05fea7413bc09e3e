import { and, eq } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import { payoutAccounts } from "@/db/schema";
import { acrossTenants } from "@/db/tenancy";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { bankAccountFaults, isPaidByStripe, maskAccountNumber } from "@/lib/core/payouts/bank-account";
import { stripeEnv } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { raiseNotice } from "@/lib/identity/notices";
import { newId } from "@/lib/ids";
import { parseInput } from "@/lib/parse-input";
import { planCall } from "@/lib/payments/plan-call";
import { sendStripeCall } from "@/lib/payments/send-stripe-call";
import { PAYOUT_CALLS } from "./calls/payout-calls";
import { type RequestPayoutAccountInput, requestPayoutAccountSchema } from "./schemas";

/**
 * An operator says where it wants to be paid. Nothing is paid there until another person has put it in force: another owner, or the platform's
 * desk; until then the present account is paid. Both sides are told, so that a change that nobody asked for does not stay unseen.
 */
export async function requestPayoutAccount(
  asked: Context,
  input: RequestPayoutAccountInput,
): Promise<{ accountId: string }> {
  const ctx = acrossTenants(asked, "the desk is told");
  const { organizationId, organizationName, userId, email } = authorize(ctx, "payout_account.manage");
  const { country, currency, ...bank } = parseInput(requestPayoutAccountSchema, input);
  const route = isPaidByStripe(country, currency) && stripeEnv() ? "stripe" : "wire";
  const fields = route === "wire" ? bankAccountFaults(bank) : {};
  if (Object.keys(fields).length > 0)
    throw new AppError("invalid_input", "This account cannot be paid to as it stands.", { fields });
  const planned = await ctx.db.transaction(async (tx) => {
    const at = await databaseNow(tx);
    const own = and(eq(payoutAccounts.organizationId, organizationId), eq(payoutAccounts.currency, currency));
    const waiting = await tx.$count(payoutAccounts, and(own, eq(payoutAccounts.state, "requested")));
    if (waiting > 0)
      throw new AppError("conflict", `A change for ${currency} waits to be approved already. Withdraw it first.`);
    const id = newId("pac");
    await tx.insert(payoutAccounts).values({
      id,
      organizationId,
      route,
      country,
      currency,
      state: "requested",
      bank: route === "wire" ? bank : null,
      requestedBy: userId,
      requestedAt: at,
      lookAgainAt: at,
    });
    const detail = {
      route,
      country,
      currency,
      ...(route === "wire" && { account: maskAccountNumber(bank.accountNumber) }),
    };
    await recordAudit(tx, ctx, { action: "payout_account.request", targetId: id, organizationId, detail });
    const key = `payout_account_request:${id}`;
    const title = `New ${currency} payout account of ${organizationName} waits for a second person`;
    const body = `${email} asked for it. It takes effect when somebody else approves it.`;
    const notice = { key, severity: "warning", title, body } as const;
    await raiseNotice(tx, { ...notice, organizationId, href: "/operator/payouts" }, at);
    await raiseNotice(tx, { ...notice, organizationId: null, href: "/desk/payouts" }, at);
    return { accountId: id, callId: route === "stripe" ? await planCall(tx, "account", id, at) : null };
  });
  if (planned.callId) await sendStripeCall(ctx, planned.callId, PAYOUT_CALLS);
  return { accountId: planned.accountId };
}
