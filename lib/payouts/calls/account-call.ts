import { and, eq } from "drizzle-orm";
import type Stripe from "stripe";
import { memberships, organizations, payoutAccounts, users } from "@/db/schema";
import { raiseNotice, resolveNotice } from "@/lib/identity/notices";
import { type CallKind, findIn, under } from "@/lib/payments/calls/call-kind";
import { accountFacts } from "../account-facts";

const INCLUDE = ["configuration.recipient", "requirements"] as const;

type Account = Stripe.V2.Core.Account;

/** A recipient of our platform's transfers: Stripe asks the operator who they are, and pays their bank. */
export const accountCall: CallKind<Account> = {
  async prepare(tx, call) {
    const [found] = await tx
      .select({ account: payoutAccounts, name: organizations.name, email: users.email })
      .from(payoutAccounts)
      .innerJoin(organizations, eq(organizations.id, payoutAccounts.organizationId))
      .innerJoin(memberships, and(eq(memberships.organizationId, organizations.id), eq(memberships.role, "owner")))
      .innerJoin(users, eq(users.id, memberships.userId))
      .where(eq(payoutAccounts.id, call.subjectId))
      .orderBy(memberships.createdAt)
      .limit(1);
    if (!found) return null;
    const { id, organizationId, country, currency } = found.account;
    return {
      contact_email: found.email,
      display_name: found.name,
      dashboard: "express",
      identity: { country: country.toLowerCase(), entity_type: "company" },
      configuration: { recipient: { capabilities: { stripe_balance: { stripe_transfers: { requested: true } } } } },
      defaults: {
        currency: currency.toLowerCase(),
        responsibilities: { fees_collector: "application", losses_collector: "application" },
      },
      metadata: { payout_account_id: id, organization_id: organizationId },
      include: [...INCLUDE],
    };
  },
  send: (stripe, call) =>
    stripe.v2.core.accounts.create(call.request as unknown as Stripe.V2.Core.AccountCreateParams, under(call)),
  async find(stripe, call) {
    const list = stripe.v2.core.accounts.list({ limit: 100 });
    const found = await findIn(list, ({ metadata }) => metadata?.payout_account_id === call.subjectId);
    // a list leaves out what has to be asked for
    return found && stripe.v2.core.accounts.retrieve(found.id, { include: [...INCLUDE] });
  },
  async apply(tx, call, account, at) {
    await tx
      .update(payoutAccounts)
      .set({ stripeAccountId: account.id, ...accountFacts(account), lookAgainAt: at })
      .where(eq(payoutAccounts.id, call.subjectId));
  },
  async refused(tx, call, reason, at) {
    const decisionNote = `Stripe refused it: ${reason}`;
    const [{ organizationId } = { organizationId: null }] = await tx
      .update(payoutAccounts)
      .set({ state: "rejected", decisionNote, decidedAt: at })
      .where(eq(payoutAccounts.id, call.subjectId))
      .returning({ organizationId: payoutAccounts.organizationId });
    const request = `payout_account_request:${call.subjectId}`;
    for (const owner of [organizationId, null]) await resolveNotice(tx, owner, request, at);
    const key = `payout_account:${call.subjectId}`;
    const title = "Stripe has not opened your payout account";
    const body = `${reason} Ask for another account, or write to us to be paid by bank transfer.`;
    await raiseNotice(tx, { organizationId, key, severity: "warning", title, body, href: "/operator/payouts" }, at);
  },
};
