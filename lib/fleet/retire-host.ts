import { and, eq, inArray } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import { hosts, maintenanceWindows } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { OPEN_WINDOW_STATES } from "@/lib/core/fleet/maintenance";
import { authorize } from "@/lib/identity/authorize";
import { parseInput } from "@/lib/parse-input";
import { forgetCordon } from "./cordon-notices";
import { type HostActionInput, hostActionInput } from "./lifecycle-schemas";
import { lockFor } from "./lock-standing";
import { recordHostEvent } from "./record-host-event";

/** Takes a host that nobody uses out of service for good: its key is refused from now on. Its history stays. */
export async function retireHost(ctx: Context, input: HostActionInput): Promise<void> {
  const actor = authorize(ctx, "host.retire");
  const { hostId, reason } = parseInput(hostActionInput, input);
  await ctx.db.transaction(async (tx) => {
    const { host } = await lockFor(tx, actor, "retire", hostId);
    const at = await databaseNow(tx);
    await tx.update(hosts).set({ retiredAt: at }).where(eq(hosts.id, hostId));
    await tx
      .update(maintenanceWindows)
      .set({ state: "cancelled", endedAt: at })
      .where(and(eq(maintenanceWindows.hostId, hostId), inArray(maintenanceWindows.state, OPEN_WINDOW_STATES)));
    const summary = "Retired: its agent is refused from now on";
    await forgetCordon(tx, host, at);
    await recordHostEvent(tx, ctx, { hostId, kind: "retired", summary, reason, at });
    await recordAudit(tx, ctx, { action: "host.retire", targetId: hostId, detail: { reason } });
  });
}
