import { and, eq, inArray, isNotNull, isNull, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { accelerators, hosts, maintenanceWindows } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { OPEN_WINDOW_STATES } from "@/lib/core/fleet/maintenance";
import { authorize } from "@/lib/identity/authorize";
import { parseInput } from "@/lib/parse-input";
import { forgetCordon } from "./cordon-notices";
import { UNCORDONED } from "./cordons";
import { type HostActionInput, hostActionInput } from "./lifecycle-schemas";
import { type Host, lockFor } from "./lock-standing";
import { recordHostEvent } from "./record-host-event";

/**
 * Takes a host that nobody uses out of service for good: its key is refused from now on. Its history stays; its accelerators are the next
 * host's of the same operator that reports them (`takeFromRetired`).
 */
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
    await letGo(tx, host, at);
    const summary = "Retired: its agent is refused from now on";
    await forgetCordon(tx, host, at);
    await recordHostEvent(tx, ctx, { hostId, kind: "retired", summary, reason, at });
    await recordAudit(tx, ctx, { action: "host.retire", targetId: hostId, detail: { reason } });
  });
}

/** Nothing of it is here any more: what kept its accelerators from sale is over, and who claims one of them is recorded anew. */
async function letGo(tx: Transaction, { id: hostId, organizationId }: Host, at: Date): Promise<void> {
  const own = eq(accelerators.hostId, hostId);
  const cordoned = await tx
    .update(accelerators)
    .set(UNCORDONED)
    .where(and(own, isNotNull(accelerators.cordonedAt)))
    .returning({ id: accelerators.id });
  for (const { id } of cordoned) await forgetCordon(tx, { id, organizationId }, at);
  await tx
    .update(accelerators)
    .set({ missingSince: at })
    .where(and(own, isNull(accelerators.missingSince)));
  await tx.execute(sql`
    UPDATE hosts SET recorded_print = NULL WHERE organization_id = ${organizationId} AND id IN (
      SELECT f.host_id FROM hardware_findings f
      WHERE f.other_host_id = ${hostId} AND f.kind = 'uuid_claimed' AND f.cleared_at IS NULL)`);
}
