import { eq } from "drizzle-orm";
import { hosts } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { AppError } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { parseInput } from "@/lib/parse-input";
import { getOwnHost } from "./get-own-host";
import { recordHostEvent } from "./record-host-event";
import { type OwnHostInput, ownHostInput } from "./schemas";

/** The host's agent is told with its next answer, and replaces its key by itself. Asked twice is asked once. */
export async function askKeyReplacement(ctx: Context, input: OwnHostInput): Promise<void> {
  const actor = authorize(ctx, "host.enrol");
  const { hostId } = parseInput(ownHostInput, input);
  await ctx.db.transaction(async (tx) => {
    const host = await getOwnHost(tx, actor.organizationId, hostId);
    if (host.lockedAt) throw new AppError("precondition_failed", "This host is locked: enrol it again instead.");
    if (host.keyRotationAskedAt) return;
    await tx.update(hosts).set({ keyRotationAskedAt: ctx.now }).where(eq(hosts.id, hostId));
    const summary = "Another key was asked for";
    await recordHostEvent(tx, ctx, { hostId, kind: "key_asked", summary, at: ctx.now });
    await recordAudit(tx, ctx, { action: "host.ask_key", targetId: hostId });
  });
}
