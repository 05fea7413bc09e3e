import { eq, sql } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import { hosts } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { authorize } from "@/lib/identity/authorize";
import { parseInput } from "@/lib/parse-input";
import { forgetCordon } from "./cordon-notices";
import { type HostActionInput, hostActionInput } from "./lifecycle-schemas";
import { lockFor } from "./lock-standing";
import { recordHostEvent } from "./record-host-event";

/**
 * Ends a cordon, whatever it was for. What has failed by now is known to whoever does it, so that it cordons the host no second time; it
 * stays out of sale by itself.
 */
export async function uncordonHost(ctx: Context, input: HostActionInput): Promise<void> {
  const actor = authorize(ctx, "host.cordon");
  const { hostId, reason } = parseInput(hostActionInput, input);
  await ctx.db.transaction(async (tx) => {
    const { host } = await lockFor(tx, actor, "uncordon", hostId);
    const at = await databaseNow(tx);
    await tx
      .update(hosts)
      .set({
        cordonedAt: null,
        cordonCause: null,
        cordonReason: null,
        healthySince: null,
        uncordonedAt: at,
        toleratedAccelerators: sql`ARRAY(SELECT id FROM accelerators WHERE host_id = ${hostId} AND health = 'failed')`,
      })
      .where(eq(hosts.id, hostId));
    await forgetCordon(tx, host, at);
    await recordHostEvent(tx, ctx, { hostId, kind: "uncordoned", summary: "No longer cordoned", reason, at });
    await recordAudit(tx, ctx, {
      action: "host.uncordon",
      targetId: hostId,
      organizationId: host.organizationId,
      detail: { reason, was: host.cordonReason },
    });
  });
}
