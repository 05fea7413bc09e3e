import { sites } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { AppError, isUniqueViolation } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { newId } from "@/lib/ids";
import { parseInput } from "@/lib/parse-input";
import { type CreateSiteInput, createSiteInput } from "./schemas";

/** A building of the actor's organization; names are unique within it. */
export async function createSite(ctx: Context, input: CreateSiteInput): Promise<{ siteId: string }> {
  const actor = authorize(ctx, "site.manage");
  const site = parseInput(createSiteInput, input);
  const siteId = newId("sit");
  try {
    await ctx.db.transaction(async (tx) => {
      await tx.insert(sites).values({ id: siteId, organizationId: actor.organizationId, ...site, createdAt: ctx.now });
      await recordAudit(tx, ctx, { action: "site.create", targetId: siteId, detail: { ...site } });
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    const message = `You already have a site named ${site.name}.`;
    throw new AppError("conflict", message, { fields: { name: [message] }, cause: error });
  }
  return { siteId };
}
