import { and, eq, ne } from "drizzle-orm";
import { hosts } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { HostContext } from "./host-actor";
import { recordHostEvent } from "./record-host-event";

/** The host has signed with its next key: from now on that is its key, and the one before is nobody's. */
export async function replaceKey(ctx: HostContext, key: string): Promise<void> {
  const { hostId, organizationId } = ctx.actor;
  await ctx.db.transaction(async (tx) => {
    const replaced = await tx
      .update(hosts)
      .set({ publicKey: key, nextPublicKey: null, keySince: ctx.now, keyRotationAskedAt: null })
      .where(and(eq(hosts.id, hostId), eq(hosts.nextPublicKey, key), ne(hosts.publicKey, key)))
      .returning({ id: hosts.id });
    if (replaced.length === 0) return;
    await recordHostEvent(tx, ctx, { hostId, kind: "key_replaced", summary: "Its key was replaced", at: ctx.now });
    await recordAudit(tx, ctx, { action: "host.replace_key", targetId: hostId, organizationId });
  });
}
