import type Stripe from "stripe";
import { databaseNow } from "@/db/clock";
import { stripeEvents } from "@/db/schema";
import type { Context } from "@/lib/context";
import { stripeEnv } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { stripeClient } from "@/lib/stripe/client";

/**
 * Keeps what Stripe sent, once by its id, and does nothing else: the worker acts on it. The signature is the permission: forged, altered
 * or older than five minutes it is refused. Answers whether the event was new.
 */
export async function receiveStripeEvent(ctx: Context, body: string, signature: string | null): Promise<boolean> {
  return keepEvent(ctx, verify(body, signature));
}

function verify(body: string, signature: string | null): Stripe.Event {
  const stripe = stripeClient();
  for (const secret of stripeEnv()?.webhookSecrets ?? [])
    try {
      return stripe.webhooks.constructEvent(body, signature ?? "", secret);
    } catch {
      // two secrets are good while one is being replaced by the other
    }
  throw new AppError("invalid_input", "The signature does not fit.");
}

/**
 * The same of a thin notification, which says of what something happened and not what: v2's objects have no others. It has an endpoint and a
 * secret of its own.
 */
export async function receiveThinEvent(ctx: Context, body: string, signature: string | null): Promise<boolean> {
  const event = verifyThin(body, signature);
  const related = "related_object" in event ? (event.related_object as { id?: string } | null) : null;
  return keep(ctx, {
    id: event.id,
    type: event.type,
    objectId: related?.id ?? null,
    topUpId: null,
    refundId: null,
    livemode: event.livemode,
    payload: JSON.parse(body) as Record<string, unknown>,
    createdAt: new Date(event.created),
  });
}

function verifyThin(body: string, signature: string | null): Stripe.V2.Core.EventNotification {
  const stripe = stripeClient();
  for (const secret of stripeEnv()?.thinWebhookSecrets ?? [])
    try {
      return stripe.parseEventNotification(body, signature ?? "", secret);
    } catch {
      // two secrets are good while one is being replaced by the other
    }
  throw new AppError("invalid_input", "The signature does not fit.");
}

export async function keepEvent(ctx: Context, event: Stripe.Event): Promise<boolean> {
  const object = event.data.object as { id?: string; metadata?: Record<string, string> | null };
  return keep(ctx, {
    id: event.id,
    type: event.type,
    objectId: object.id ?? null,
    topUpId: object.metadata?.top_up_id ?? null,
    refundId: object.metadata?.refund_id ?? null,
    livemode: event.livemode,
    payload: event as unknown as Record<string, unknown>,
    createdAt: new Date(event.created * 1_000),
  });
}

type Told = Omit<typeof stripeEvents.$inferInsert, "state" | "receivedAt" | "nextAttemptAt">;

async function keep(ctx: Context, told: Told): Promise<boolean> {
  const at = await databaseNow(ctx.db);
  const kept = await ctx.db
    .insert(stripeEvents)
    .values({ ...told, state: "received", receivedAt: at, nextAttemptAt: at })
    .onConflictDoNothing()
    .returning({ id: stripeEvents.id });
  return kept.length > 0;
}
