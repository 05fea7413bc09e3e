import { databaseNow } from "@/db/clock";
import { acceleratorClasses } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { AppError, isUniqueViolation } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { newId } from "@/lib/ids";
import { parseInput } from "@/lib/parse-input";
import { type CreateClassInput, createClassSchema } from "./schemas";

/** Names models that rules can speak of together. */
export async function createClass(ctx: Context, input: CreateClassInput): Promise<{ classId: string }> {
  authorize(ctx, "compliance.manage");
  const made = parseInput(createClassSchema, input);
  const classId = newId("axc");
  try {
    await ctx.db.transaction(async (tx) => {
      await tx.insert(acceleratorClasses).values({ id: classId, ...made, createdAt: await databaseNow(tx) });
      await recordAudit(tx, ctx, { action: "accelerator_class.create", targetId: classId, detail: { ...made } });
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new AppError("conflict", "There is a class of this name.", { fields: { name: ["There is one already."] } });
  }
  return { classId };
}
