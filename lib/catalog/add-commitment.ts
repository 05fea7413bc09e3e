import { eq } from "drizzle-orm";
import { formatRange } from "@/db/columns";
import { acceleratorModels, wholesaleCommitments } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { parseUnitPrice } from "@/lib/core/rating/terms-input";
import { authorize } from "@/lib/identity/authorize";
import { newId } from "@/lib/ids";
import { parseInput } from "@/lib/parse-input";
import { type LockedContract, lockContract, monthsFrom } from "./contracts";
import { namingRefusals, refuseField } from "./dated-line";
import { type AddCommitmentInput, addCommitmentSchema } from "./terms-schemas";

/** Take-or-pay: accelerator-hours of a model that each whole UTC month of a contract pays for, sold or not; the running month at the earliest. */
export async function addCommitment(ctx: Context, input: AddCommitmentInput): Promise<{ commitmentId: string }> {
  const actor = authorize(ctx, "contract.manage");
  const { contractId, modelId, acceleratorHoursPerMonth, ...rest } = parseInput(addCommitmentSchema, input);
  return namingRefusals({ overlap: "fromMonth", start: "fromMonth" }, () =>
    ctx.db.transaction(async (tx) => {
      const contract = await lockContract(tx, contractId);
      const [model] = await tx.select().from(acceleratorModels).where(eq(acceleratorModels.id, modelId));
      if (!model) throw refuseField("modelId", "Choose a model of the catalogue.");
      const row = {
        id: newId("wcm"),
        contractId,
        modelId,
        acceleratorHoursPerMonth,
        microsPerAcceleratorHour: parseUnitPrice(rest.price)!,
        during: commitmentMonths(contract, rest.fromMonth, rest.throughMonth),
        createdBy: actor.userId,
      };
      await tx.insert(wholesaleCommitments).values(row);
      await recordAudit(tx, ctx, {
        action: "commitment.add",
        targetId: row.id,
        organizationId: contract.organizationId,
        detail: {
          ...row,
          microsPerAcceleratorHour: String(row.microsPerAcceleratorHour),
          currency: contract.currency,
          during: formatRange(row.during),
        },
      });
      return { commitmentId: row.id };
    }),
  );
}

function commitmentMonths({ now, during }: LockedContract, fromMonth: string, throughMonth: string) {
  const months = monthsFrom(now, fromMonth, throughMonth);
  if (months.from < during.from)
    throw refuseField("fromMonth", `The contract begins on ${during.from.toISOString().slice(0, 10)}.`);
  if (during.to && months.from >= during.to) throw refuseField("fromMonth", "The contract has ended by then.");
  if (during.to && months.to && months.to > during.to)
    throw refuseField("throughMonth", `The contract ends on ${during.to.toISOString().slice(0, 10)}.`);
  return { from: months.from, to: months.to ?? during.to };
}
