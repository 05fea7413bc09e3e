import { eq, or } from "drizzle-orm";
import { topUps } from "@/db/schema";
import type { Context } from "@/lib/context";
import { stripeClient } from "@/lib/stripe/client";
import { convergeTopUp } from "../converge-top-up";
import type { TopUp } from "../types";

interface About {
  /** Each an id, or the object where Stripe was asked to expand it. */
  charge: string | { id: string };
  payment_intent?: string | { id: string } | null;
}

export const idOf = (one: string | { id: string }): string => (typeof one === "string" ? one : one.id);

/**
 * The top-up that a dispute or a warning is about, paid: its own events may come later, or never. Null where the payment is none of ours.
 */
export async function findDisputed(ctx: Context, about: About): Promise<TopUp | null> {
  const found = await find(ctx, about);
  if (!found) return null;
  if (found.state === "paid") return found;
  await convergeTopUp(ctx, found.id);
  const [topUp] = await ctx.db.select().from(topUps).where(eq(topUps.id, found.id));
  if (topUp?.state !== "paid") throw new Error(`${found.id} is not paid yet, though ${idOf(about.charge)} is disputed`);
  return topUp;
}

async function find(ctx: Context, { charge, payment_intent: intent }: About): Promise<TopUp | null> {
  const ofCharge = eq(topUps.chargeId, idOf(charge));
  const known = intent ? or(ofCharge, eq(topUps.paymentIntentId, idOf(intent))) : ofCharge;
  const [found] = await ctx.db.select().from(topUps).where(known);
  if (found || !intent) return found ?? null;
  const { metadata } = await stripeClient().paymentIntents.retrieve(idOf(intent));
  if (!metadata.top_up_id) return null;
  const [named] = await ctx.db.select().from(topUps).where(eq(topUps.id, metadata.top_up_id));
  return named ?? null;
}
