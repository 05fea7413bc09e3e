import { and, eq, isNull, sql } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import { hosts } from "@/db/schema";
import type { Context } from "@/lib/context";
import { cordonReason, HEALTHY_MINUTES } from "@/lib/core/fleet/health-cordon";
import { describeClock } from "@/lib/core/fleet/host-clock";
import { liftCordon, putCordon } from "./cordons";
import { findJudgedHosts, type JudgedHost } from "./judged-hosts";
import { keepAccelerators } from "./keep-accelerators";
import { recordHostEvent } from "./record-host-event";

/**
 * What follows for hosts and accelerators from what is known of them: an accelerator that has failed is cordoned alone; a host where what has
 * failed concerns all of it, or starts fail again and again; both are back once that has been gone for ten minutes; a drain is through once
 * nothing runs there. Any number of workers may run it. Answers how many changed.
 */
export async function keepLifecycle(ctx: Context): Promise<number> {
  const now = await databaseNow(ctx.db);
  let changed = await keepAccelerators(ctx, now);
  for (const host of await findJudgedHosts(ctx.db, now)) {
    await noteFault(ctx, host, now);
    changed += host.isCordoned ? await heal(ctx, host, now) : await cordon(ctx, host, now);
    changed += await drain(ctx, host, now);
  }
  return changed;
}

async function noteFault(ctx: Context, { id, isFaulty, isFaultyKnown }: JudgedHost, at: Date): Promise<void> {
  if (isFaulty === isFaultyKnown) return;
  const faultySince = isFaulty ? sql`coalesce(${hosts.faultySince}, ${at.toISOString()}::timestamptz)` : null;
  await ctx.db.update(hosts).set({ faultySince }).where(eq(hosts.id, id));
}

function faultOf({ isFaulty, isFaultyLong, problem, clockOffsetMs }: JudgedHost): string | null {
  return isFaulty && isFaultyLong ? (problem ?? `Its clock is ${describeClock(clockOffsetMs)}`) : null;
}

async function cordon(ctx: Context, host: JudgedHost, at: Date): Promise<number> {
  const reason = cordonReason({ ...host, fault: faultOf(host) });
  if (!reason) return 0;
  const summary = "Cordoned for its health";
  const isNew = await ctx.db.transaction((tx) =>
    putCordon(tx, ctx, host, { cause: "health", reason, summary, isTold: true, at }),
  );
  return isNew ? 1 : 0;
}

/** Ten minutes without a reason, seen from the first look that found none; any relapse begins them anew. */
async function heal(ctx: Context, host: JudgedHost, at: Date): Promise<number> {
  const byHealth = and(eq(hosts.id, host.id), eq(hosts.cordonCause, "health"), isNull(hosts.retiredAt));
  if (!host.isWell || !host.healthySince) {
    if (host.isWell !== (host.healthySince !== null))
      await ctx.db
        .update(hosts)
        .set({ healthySince: host.isWell ? at : null })
        .where(byHealth);
    return 0;
  }
  const since = new Date(host.healthySince);
  if (at.getTime() - since.getTime() < HEALTHY_MINUTES * 60_000) return 0;
  const reason = `Healthy for ${HEALTHY_MINUTES} minutes`;
  return (await ctx.db.transaction((tx) => liftCordon(tx, ctx, host, { reason, at, since }))) ? 1 : 0;
}

async function drain(ctx: Context, host: JudgedHost, at: Date): Promise<number> {
  if (!host.isDrainAsked || host.running > 0) return 0;
  return ctx.db.transaction(async (tx) => {
    const drained = await tx
      .update(hosts)
      .set({ drainedAt: at })
      .where(and(eq(hosts.id, host.id), sql`${hosts.drainAskedAt} IS NOT NULL`, isNull(hosts.drainedAt)))
      .returning({ id: hosts.id });
    if (drained.length === 0) return 0;
    const summary = "Drained: nothing runs here any more";
    await recordHostEvent(tx, ctx, { hostId: host.id, kind: "drained", summary, at });
    return 1;
  });
}
