import { eq } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import { abuseFlags, organizations } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { notFound } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { newId } from "@/lib/ids";
import { parseInput } from "@/lib/parse-input";
import { type FlagInput, flagSchema } from "./schemas";

/** Notes what somebody suspects. It stops nothing; its audit entry is the platform's, for the flagged do not read it. */
export async function flagOrganization(ctx: Context, input: FlagInput): Promise<{ flagId: string }> {
  const { userId } = authorize(ctx, "compliance.manage");
  const { organizationId, kind, note } = parseInput(flagSchema, input);
  const flagId = newId("flg");
  await ctx.db.transaction(async (tx) => {
    const [organization] = await tx.select().from(organizations).where(eq(organizations.id, organizationId));
    if (!organization || organization.kind === "platform") throw notFound("organization");
    const openedAt = await databaseNow(tx);
    await tx.insert(abuseFlags).values({ id: flagId, organizationId, kind, note, openedBy: userId, openedAt });
    await recordAudit(tx, ctx, {
      action: "organization.flag",
      targetId: flagId,
      detail: { organizationId, kind, note },
    });
  });
  return { flagId };
}
