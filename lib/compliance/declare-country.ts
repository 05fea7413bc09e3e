import { databaseNow } from "@/db/clock";
import { complianceProfiles } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { authorize } from "@/lib/identity/authorize";
import { parseInput } from "@/lib/parse-input";
import { type DeclareCountryInput, declareCountrySchema } from "./schemas";

/** Says where the organization is incorporated; the rules go by it, and by where it is taxed. */
export async function declareCountry(ctx: Context, input: DeclareCountryInput): Promise<void> {
  const { organizationId, userId } = authorize(ctx, "end_use.declare");
  const { country } = parseInput(declareCountrySchema, input);
  await ctx.db.transaction(async (tx) => {
    const said = { country, updatedBy: userId, updatedAt: await databaseNow(tx) };
    await tx
      .insert(complianceProfiles)
      .values({ organizationId, ...said })
      .onConflictDoUpdate({ target: complianceProfiles.organizationId, set: said });
    await recordAudit(tx, ctx, { action: "country.declare", targetId: organizationId, detail: { country } });
  });
}
