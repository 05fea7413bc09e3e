import { eq } from "drizzle-orm";
import { acceleratorClasses } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { notFound } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { parseInput } from "@/lib/parse-input";
import { type SetProvenancePolicyInput, setProvenancePolicySchema } from "./schemas";

/** Whether hosts with models of a class are for sale only once their provenance has been accepted. What runs goes on. */
export async function setProvenancePolicy(ctx: Context, input: SetProvenancePolicyInput): Promise<void> {
  authorize(ctx, "compliance.manage");
  const { classId, isNeeded, reason } = parseInput(setProvenancePolicySchema, input);
  await ctx.db.transaction(async (tx) => {
    const changed = await tx
      .update(acceleratorClasses)
      .set({ needsProvenance: isNeeded })
      .where(eq(acceleratorClasses.id, classId))
      .returning({ name: acceleratorClasses.name });
    if (changed.length === 0) throw notFound("class");
    await recordAudit(tx, ctx, {
      action: "provenance_policy.set",
      targetId: classId,
      detail: { class: changed[0]!.name, isNeeded, reason },
    });
  });
}
