import { and, eq, isNull } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import { abuseFlags } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { AppError, notFound } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { parseInput } from "@/lib/parse-input";
import { type CloseFlagInput, closeFlagSchema } from "./schemas";

/** What was suspected has been dealt with, or was nothing. */
export async function closeFlag(ctx: Context, input: CloseFlagInput): Promise<void> {
  const { userId } = authorize(ctx, "compliance.manage");
  const { flagId, reason } = parseInput(closeFlagSchema, input);
  await ctx.db.transaction(async (tx) => {
    const [closed] = await tx
      .update(abuseFlags)
      .set({ closedBy: userId, closedAt: await databaseNow(tx), closeNote: reason })
      .where(and(eq(abuseFlags.id, flagId), isNull(abuseFlags.closedAt)))
      .returning();
    if (!closed) {
      if ((await tx.$count(abuseFlags, eq(abuseFlags.id, flagId))) === 0) throw notFound("flag");
      throw new AppError("conflict", "It is closed already.");
    }
    const { organizationId } = closed;
    await recordAudit(tx, ctx, {
      action: "organization.close_flag",
      targetId: flagId,
      detail: { organizationId, reason },
    });
  });
}
