import { describeClock, judgeClock } from "@/lib/core/fleet/host-clock";
import type { HostContext } from "./host-actor";
import { recordHostEvent } from "./record-host-event";

/** A line of the timeline where a clock became wrong, or right again; smaller faults come and go with the network, and are only shown. */
export async function tellOfClock(ctx: HostContext, beforeMs: number, nowMs: number): Promise<void> {
  const [before, now] = [judgeClock(beforeMs), judgeClock(nowMs)];
  if (before !== "wrong" && now !== "wrong") return;
  const summary = now === "wrong" ? `Its clock is ${describeClock(nowMs)}` : "Its clock is right again";
  const event = { hostId: ctx.actor.hostId, kind: "clock", details: { beforeMs, nowMs }, at: ctx.now } as const;
  await ctx.db.transaction((tx) => recordHostEvent(tx, ctx, { ...event, summary }));
}
