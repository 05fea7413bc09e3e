import { eq } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import { hosts } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { authorize } from "@/lib/identity/authorize";
import { parseInput } from "@/lib/parse-input";
import { tellOfCordon } from "./cordon-notices";
import { type HostActionInput, hostActionInput } from "./lifecycle-schemas";
import { lockFor } from "./lock-standing";
import { recordHostEvent } from "./record-host-event";

/** Keeps a host that is not trusted from sale until a person takes it back; its operator's people or the desk. What runs goes on. */
export async function cordonHost(ctx: Context, input: HostActionInput): Promise<void> {
  const actor = authorize(ctx, "host.cordon");
  const { hostId, reason } = parseInput(hostActionInput, input);
  await ctx.db.transaction(async (tx) => {
    const { host } = await lockFor(tx, actor, "cordon", hostId);
    const at = await databaseNow(tx);
    await tx
      .update(hosts)
      .set({ cordonedAt: at, cordonCause: "person", cordonReason: reason, healthySince: null })
      .where(eq(hosts.id, hostId));
    const who = actor.organizationKind === "platform" ? " by the platform's desk" : "";
    if (who) await tellOfCordon(tx, host, reason, at);
    await recordHostEvent(tx, ctx, { hostId, kind: "cordoned", summary: `Cordoned${who}`, reason, at });
    await recordAudit(tx, ctx, {
      action: "host.cordon",
      targetId: hostId,
      organizationId: host.organizationId,
      detail: { reason },
    });
  });
}
