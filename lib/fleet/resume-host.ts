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

/** Ends a drain: the host may take leases again, where nothing else keeps it from that. */
export async function resumeHost(ctx: Context, input: HostActionInput): Promise<void> {
  const actor = authorize(ctx, "host.manage");
  const { hostId, reason } = parseInput(hostActionInput, input);
  await ctx.db.transaction(async (tx) => {
    await lockFor(tx, actor, "resume", hostId);
    const at = await databaseNow(tx);
    await tx.update(hosts).set({ drainAskedAt: null, drainedAt: null }).where(eq(hosts.id, hostId));
    await recordHostEvent(tx, ctx, { hostId, kind: "resumed", summary: "Taken back into sale", reason, at });
    await recordAudit(tx, ctx, { action: "host.resume", targetId: hostId, detail: { reason } });
  });
}
