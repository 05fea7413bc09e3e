import { eq } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import { stripeEvents } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { notFound } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";

/** Has the worker act on a kept event once more: harmless at any time, for what it does depends on what its object is now. */
export async function replayStripeEvent(ctx: Context, { eventId }: { eventId: string }): Promise<void> {
  authorize(ctx, "stripe.manage");
  await ctx.db.transaction(async (tx) => {
    const at = await databaseNow(tx);
    const again = await tx
      .update(stripeEvents)
      .set({ state: "received", attempts: 0, handledAt: null, error: null, nextAttemptAt: at })
      .where(eq(stripeEvents.id, eventId))
      .returning({ type: stripeEvents.type });
    if (!again[0]) throw notFound("event");
    await recordAudit(tx, ctx, { action: "stripe_event.replay", targetId: eventId, detail: { type: again[0].type } });
  });
}
