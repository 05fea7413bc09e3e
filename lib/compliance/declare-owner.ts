import { sql } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import { beneficialOwners } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { AppError } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { newId } from "@/lib/ids";
import { parseInput } from "@/lib/parse-input";
import { type DeclareOwnerInput, declareOwnerSchema } from "./schemas";

const WHOLE_BPS = 10_000;

/** Names somebody who owns a share of the organization; all together hold 100 % at most. */
export async function declareOwner(ctx: Context, input: DeclareOwnerInput): Promise<{ ownerId: string }> {
  const { organizationId, userId } = authorize(ctx, "end_use.declare");
  const { name, birthDate, country, sharePercent } = parseInput(declareOwnerSchema, input);
  const shareBps = Math.round(Number(sharePercent) * 100);
  const ownerId = newId("bow");
  await ctx.db.transaction(async (tx) => {
    await tx.execute(sql`SELECT 1 FROM organizations WHERE id = ${organizationId} FOR NO KEY UPDATE`);
    const { rows } = await tx.execute<{ bps: number }>(sql`
      SELECT coalesce(sum(share_bps), 0)::int AS bps FROM beneficial_owners
      WHERE organization_id = ${organizationId} AND removed_at IS NULL`);
    if (rows[0]!.bps + shareBps > WHOLE_BPS)
      throw new AppError("invalid_input", "The owners would hold more than 100 %.", {
        fields: { sharePercent: [`${(WHOLE_BPS - rows[0]!.bps) / 100} % are left.`] },
      });
    await tx.insert(beneficialOwners).values({
      id: ownerId,
      organizationId,
      name,
      birthDate: birthDate || null,
      country: country || null,
      shareBps,
      declaredBy: userId,
      declaredAt: await databaseNow(tx),
    });
    await recordAudit(tx, ctx, { action: "beneficial_owner.declare", targetId: ownerId, detail: { name, shareBps } });
  });
  return { ownerId };
}
