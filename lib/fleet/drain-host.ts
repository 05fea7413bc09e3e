import { eq } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import { hosts } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { authorize } from "@/lib/identity/authorize";
import { parseInput } from "@/lib/parse-input";
import { type HostActionInput, hostActionInput } from "./lifecycle-schemas";
import { lockFor } from "./lock-standing";
import { recordHostEvent } from "./record-host-event";

/** Nothing new is placed on the host from now on, and no stopped instance starts there again; what runs goes on. */
export async function drainHost(ctx: Context, input: HostActionInput): Promise<{ runningLeases: number }> {
  const actor = authorize(ctx, "host.manage");
  const { hostId, reason } = parseInput(hostActionInput, input);
  return ctx.db.transaction(async (tx) => {
    const { standing } = await lockFor(tx, actor, "drain", hostId);
    const { runningLeases } = standing;
    const at = await databaseNow(tx);
    const drainedAt = runningLeases === 0 ? at : null;
    await tx.update(hosts).set({ drainAskedAt: at, drainedAt }).where(eq(hosts.id, hostId));
    const summary = drainedAt
      ? "Drained: nothing runs here, and nothing new is placed"
      : `Draining: ${runningLeases} ${runningLeases === 1 ? "instance runs" : "instances run"} on, nothing new is placed`;
    await recordHostEvent(tx, ctx, { hostId, kind: drainedAt ? "drained" : "drain_asked", summary, reason, at });
    await recordAudit(tx, ctx, { action: "host.drain", targetId: hostId, detail: { reason, runningLeases } });
    return { runningLeases };
  });
}
