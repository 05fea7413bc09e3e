import { and, eq, gt, inArray, lt } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { maintenanceWindows } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { OPEN_WINDOW_STATES, refuseWindow } from "@/lib/core/fleet/maintenance";
import { later, truncateToSecond } from "@/lib/core/time";
import { AppError } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { newId } from "@/lib/ids";
import { parseInput } from "@/lib/parse-input";
import { type PlanMaintenanceInput, planMaintenanceInput } from "./lifecycle-schemas";
import { type Host, lockFor } from "./lock-standing";
import { recordHostEvent } from "./record-host-event";

/**
 * A window for each of the hosts, all or none: customers there are told within seconds (`keepMaintenance`), nothing is placed that would
 * still run at its start, and what does is stopped then, its data kept, and credited. An emergency may begin at once.
 */
export async function planMaintenance(ctx: Context, input: PlanMaintenanceInput): Promise<{ windowIds: string[] }> {
  const actor = authorize(ctx, "host.manage");
  const { hostIds, from, to, reason, isEmergency } = parseInput(planMaintenanceInput, input);
  return ctx.db.transaction(async (tx) => {
    const createdAt = await databaseNow(tx);
    const startsAt = truncateToSecond(later(from, createdAt));
    const window = { startsAt, endsAt: truncateToSecond(to), isEmergency };
    const refusal = refuseWindow(window, createdAt);
    if (refusal) throw new AppError("invalid_input", refusal.reason, { fields: { [refusal.field]: [refusal.reason] } });
    const windowIds: string[] = [];
    // in one order everywhere, so that two plans wait for each other and never deadlock
    for (const hostId of [...new Set(hostIds)].sort()) {
      const { host } = await lockFor(tx, actor, "plan maintenance", hostId);
      await refuseOverlap(tx, host, window);
      const windowId = newId("mnt");
      const { organizationId } = host;
      await tx
        .insert(maintenanceWindows)
        .values({ id: windowId, organizationId, hostId, ...window, reason, createdBy: actor.userId, createdAt });
      const details = { windowId, startsAt: startsAt.toISOString(), endsAt: window.endsAt.toISOString(), isEmergency };
      const summary = `${isEmergency ? "Emergency maintenance" : "Maintenance"} planned`;
      await recordHostEvent(tx, ctx, { hostId, kind: "maintenance_planned", summary, reason, details, at: createdAt });
      await recordAudit(tx, ctx, {
        action: "maintenance.plan",
        targetId: windowId,
        detail: { hostId, reason, ...details },
      });
      windowIds.push(windowId);
    }
    return { windowIds };
  });
}

async function refuseOverlap(tx: Transaction, host: Host, { startsAt, endsAt }: { startsAt: Date; endsAt: Date }) {
  const [other] = await tx
    .select({ startsAt: maintenanceWindows.startsAt })
    .from(maintenanceWindows)
    .where(
      and(
        eq(maintenanceWindows.hostId, host.id),
        inArray(maintenanceWindows.state, OPEN_WINDOW_STATES),
        lt(maintenanceWindows.startsAt, endsAt),
        gt(maintenanceWindows.endsAt, startsAt),
      ),
    );
  if (other)
    throw new AppError("conflict", `${host.name} has a window from ${other.startsAt.toISOString()} that overlaps.`);
}
