import { eq } from "drizzle-orm";
import { wholesaleCommitments } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { notFound } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { parseInput } from "@/lib/parse-input";
import { endOfMonth, lockContract } from "./contracts";
import { refuseField } from "./dated-line";
import { type EndCommitmentInput, endCommitmentSchema } from "./terms-schemas";

/** Ends a commitment with a month, the running one at the earliest; one that has not begun is taken back where no month is named. */
export async function endCommitment(ctx: Context, input: EndCommitmentInput): Promise<{ endsAt: Date | null }> {
  authorize(ctx, "contract.manage");
  const { commitmentId, throughMonth } = parseInput(endCommitmentSchema, input);
  return ctx.db.transaction(async (tx) => {
    const own = eq(wholesaleCommitments.id, commitmentId);
    const [found] = await tx.select().from(wholesaleCommitments).where(own);
    if (!found) throw notFound("commitment");
    const contract = await lockContract(tx, found.contractId);
    const [commitment] = await tx.select().from(wholesaleCommitments).where(own);
    if (!commitment) throw notFound("commitment");
    const { during } = commitment;
    if (throughMonth === "" && during.from <= contract.now)
      throw refuseField("throughMonth", "It has begun: name its last month.");
    const endsAt = throughMonth === "" ? null : endOfMonth(contract.now, during, throughMonth);
    if (endsAt === null) await tx.delete(wholesaleCommitments).where(own);
    else
      await tx
        .update(wholesaleCommitments)
        .set({ during: { from: during.from, to: endsAt } })
        .where(own);
    await recordAudit(tx, ctx, {
      action: "commitment.end",
      targetId: commitmentId,
      organizationId: contract.organizationId,
      detail: { contractId: contract.id, endsAt: endsAt?.toISOString() ?? null },
    });
    return { endsAt };
  });
}
