import { and, eq, isNull } from "drizzle-orm";
import type Stripe from "stripe";
import { databaseNow } from "@/db/clock";
import { stripeCalls, stripeCustomers } from "@/db/schema";
import { acrossTenants } from "@/db/tenancy";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { publicOrigin } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { createLog } from "@/lib/log";
import { parseInput } from "@/lib/parse-input";
import { stripeClient } from "@/lib/stripe/client";
import { inWords, refusalOf } from "@/lib/stripe/refusal";
import { planCustomer } from "./plan-call";
import { type OpenBillingPortalInput, openBillingPortalSchema } from "./schemas";
import { sendStripeCall } from "./send-stripe-call";

const log = createLog("payments");

/**
 * Answers the address of Stripe's own page for this customer, good for minutes: cards, address and tax ids are changed there, and come back as
 * events. `card` opens it where a card is added. Nothing is made that lasts, so the call needs no outbox: asked again, it is another page.
 */
export async function openBillingPortal(asked: Context, input: OpenBillingPortalInput): Promise<{ url: string }> {
  const ctx = acrossTenants(asked, "the call to Stripe is the platform's");
  const { organizationId } = authorize(ctx, "payment.make");
  const { purpose } = parseInput(openBillingPortalSchema, input);
  const stripe = stripeClient();
  const customer = await knownCustomer(ctx, organizationId);
  const return_url = `${publicOrigin()}/billing`;
  const flow = purpose === "card" ? { flow_data: { type: "payment_method_update" as const } } : {};
  const session = await ask(() =>
    stripe.billingPortal.sessions.create(
      { customer, return_url, ...flow },
      { idempotencyKey: `portal:${ctx.requestId}` },
    ),
  );
  await recordAudit(ctx.db, ctx, { action: "billing_portal.open", targetId: organizationId, detail: { purpose } });
  return { url: session.url };
}

/** Somebody who has paid nothing yet may add a card too: Stripe is told of them first. */
async function knownCustomer(ctx: Context, organizationId: string): Promise<string> {
  const callIds = await ctx.db.transaction(async (tx) => {
    await planCustomer(tx, organizationId, await databaseNow(tx));
    const open = and(
      eq(stripeCalls.kind, "customer"),
      eq(stripeCalls.subjectId, organizationId),
      isNull(stripeCalls.endedAt),
    );
    return tx.select({ id: stripeCalls.id }).from(stripeCalls).where(open);
  });
  for (const { id } of callIds) await sendStripeCall(ctx, id);
  const [known] = await ctx.db.select().from(stripeCustomers).where(eq(stripeCustomers.organizationId, organizationId));
  if (!known?.stripeCustomerId)
    throw new AppError("unavailable", "Stripe has not answered yet. Nothing was changed; try again in a minute.");
  return known.stripeCustomerId;
}

async function ask(create: () => Promise<Stripe.BillingPortal.Session>): Promise<Stripe.BillingPortal.Session> {
  try {
    return await create();
  } catch (error) {
    log.error({ reason: inWords(error) }, "no portal session");
    if (refusalOf(error) !== null)
      throw new AppError(
        "unavailable",
        "Stripe does not open its page for you. Add money by card instead, which keeps the card, or ask us.",
      );
    throw new AppError("unavailable", "Stripe does not answer now. Nothing was changed; try again in a minute.");
  }
}
