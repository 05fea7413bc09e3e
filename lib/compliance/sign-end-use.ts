import { databaseNow } from "@/db/clock";
import { endUseStatements } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { STATEMENT_DAYS, STATEMENT_VERSION } from "@/lib/core/compliance/end-use";
import { authorize } from "@/lib/identity/authorize";
import { newId } from "@/lib/ids";
import { parseInput } from "@/lib/parse-input";
import { type SignEndUseInput, signEndUseSchema } from "./schemas";

const DAY_MS = 86_400_000;

/** Signs what the accelerators are for, in the words of today's version, for a year. An earlier one stays on record. */
export async function signEndUse(ctx: Context, input: SignEndUseInput): Promise<{ statementId: string }> {
  const { organizationId, userId } = authorize(ctx, "end_use.declare");
  const { category, description, signerName } = parseInput(signEndUseSchema, input);
  const statementId = newId("eus");
  await ctx.db.transaction(async (tx) => {
    const signedAt = await databaseNow(tx);
    await tx.insert(endUseStatements).values({
      id: statementId,
      organizationId,
      textVersion: STATEMENT_VERSION,
      category,
      description,
      signerName,
      signedBy: userId,
      signedAt,
      expiresAt: new Date(signedAt.getTime() + STATEMENT_DAYS * DAY_MS),
    });
    await recordAudit(tx, ctx, {
      action: "end_use.sign",
      targetId: statementId,
      detail: { category, signerName, textVersion: STATEMENT_VERSION },
    });
  });
  return { statementId };
}
