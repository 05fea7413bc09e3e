import { and, eq } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { maintenanceWindows } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context, UserActor } from "@/lib/context";
import { AppError, notFound } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { parseInput } from "@/lib/parse-input";
import { type WindowInput, windowInput } from "./lifecycle-schemas";
import { lockHost } from "./lock-host";
import { recordHostEvent } from "./record-host-event";

/** Ends a window that has begun before its time: the host takes leases again at once. */
export async function endMaintenance(ctx: Context, input: WindowInput): Promise<void> {
  await close(ctx, authorize(ctx, "host.manage"), input, "over");
}

/** Calls off a window that has not begun; whom it would have touched is told. */
export async function cancelMaintenance(ctx: Context, input: WindowInput): Promise<void> {
  await close(ctx, authorize(ctx, "host.manage"), input, "cancelled");
}

const CLOSING = {
  over: {
    from: "active",
    action: "maintenance.end",
    kind: "maintenance_ended",
    summary: "Maintenance ended early",
    refusal: "This window is not under way.",
  },
  cancelled: {
    from: "scheduled",
    action: "maintenance.cancel",
    kind: "maintenance_cancelled",
    summary: "Maintenance cancelled",
    refusal: "This window has begun or is over. End it instead.",
  },
} as const;

async function close(ctx: Context, actor: UserActor, input: WindowInput, state: keyof typeof CLOSING): Promise<void> {
  const { windowId, reason } = parseInput(windowInput, input);
  const { from, action, kind, summary, refusal } = CLOSING[state];
  await ctx.db.transaction(async (tx) => {
    const hostId = await lockHostOf(tx, actor, windowId);
    const at = await databaseNow(tx);
    const closed = await tx
      .update(maintenanceWindows)
      .set({ state, endedAt: at })
      .where(and(eq(maintenanceWindows.id, windowId), eq(maintenanceWindows.state, from)))
      .returning({ id: maintenanceWindows.id });
    if (closed.length === 0) throw new AppError("precondition_failed", refusal);
    await recordHostEvent(tx, ctx, { hostId, kind, summary, reason, details: { windowId }, at });
    await recordAudit(tx, ctx, { action, targetId: windowId, detail: { hostId, reason } });
  });
}

async function lockHostOf(tx: Transaction, actor: UserActor, windowId: string): Promise<string> {
  const [window] = await tx
    .select({ hostId: maintenanceWindows.hostId })
    .from(maintenanceWindows)
    .where(and(eq(maintenanceWindows.id, windowId), eq(maintenanceWindows.organizationId, actor.organizationId)));
  if (!window) throw notFound("maintenance window");
  await lockHost(tx, window.hostId);
  return window.hostId;
}
