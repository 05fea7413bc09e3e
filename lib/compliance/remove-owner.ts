import { and, eq, isNull } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import { beneficialOwners } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { notFound } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { parseInput } from "@/lib/parse-input";
import { type RemoveOwnerInput, removeOwnerSchema } from "./schemas";

/** Somebody does not own a share any more; what was declared stays on record. */
export async function removeOwner(ctx: Context, input: RemoveOwnerInput): Promise<void> {
  const { organizationId } = authorize(ctx, "end_use.declare");
  const { ownerId } = parseInput(removeOwnerSchema, input);
  await ctx.db.transaction(async (tx) => {
    const own = and(eq(beneficialOwners.id, ownerId), eq(beneficialOwners.organizationId, organizationId));
    const removed = await tx
      .update(beneficialOwners)
      .set({ removedAt: await databaseNow(tx) })
      .where(and(own, isNull(beneficialOwners.removedAt)))
      .returning({ name: beneficialOwners.name });
    if (removed.length === 0) throw notFound("owner");
    await recordAudit(tx, ctx, { action: "beneficial_owner.remove", targetId: ownerId, detail: removed[0]! });
  });
}
