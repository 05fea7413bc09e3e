import { and, eq, isNull } from "drizzle-orm";
import { sshKeys } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { notFound } from "@/lib/errors";
import { parseInput } from "@/lib/parse-input";
import { authorize } from "./authorize";
import { type RemoveSshKeyInput, removeSshKeySchema } from "./schemas";

/** Takes a key out of every later launch; an instance that runs keeps the keys that it was launched with. */
export async function removeSshKey(ctx: Context, input: RemoveSshKeyInput): Promise<void> {
  const actor = authorize(ctx, "ssh_key.manage");
  const { sshKeyId } = parseInput(removeSshKeySchema, input);
  await ctx.db.transaction(async (tx) => {
    const [removed] = await tx
      .update(sshKeys)
      .set({ removedAt: ctx.now })
      .where(and(eq(sshKeys.id, sshKeyId), eq(sshKeys.organizationId, actor.organizationId), isNull(sshKeys.removedAt)))
      .returning({ name: sshKeys.name, fingerprint: sshKeys.fingerprint });
    if (!removed) throw notFound("SSH key");
    await recordAudit(tx, ctx, { action: "ssh_key.remove", targetId: sshKeyId, detail: removed });
  });
}
