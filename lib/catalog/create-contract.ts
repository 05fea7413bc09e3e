import { eq } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import { formatRange } from "@/db/columns";
import { organizations, wholesaleContracts } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { parsePercentBps } from "@/lib/core/rating/terms-input";
import { authorize } from "@/lib/identity/authorize";
import { newId } from "@/lib/ids";
import { parseInput } from "@/lib/parse-input";
import { monthsFrom } from "./contracts";
import { namingRefusals, refuseField } from "./dated-line";
import { type CreateContractInput, createContractSchema } from "./terms-schemas";

/**
 * A wholesale contract with an operator for whole UTC months, the running one at the earliest. One of an operator and currency holds at a
 * time; its rate card comes before the operator's own offers, for leases launched from then on.
 */
export async function createContract(ctx: Context, input: CreateContractInput): Promise<{ contractId: string }> {
  const actor = authorize(ctx, "contract.manage");
  const contract = parseInput(createContractSchema, input);
  return namingRefusals({ overlap: "fromMonth", start: "fromMonth" }, () =>
    ctx.db.transaction(async (tx) => {
      const [operator] = await tx.select().from(organizations).where(eq(organizations.id, contract.organizationId));
      if (operator?.kind !== "operator") throw refuseField("organizationId", "Choose an operator.");
      const row = {
        id: newId("wct"),
        organizationId: operator.id,
        name: contract.name,
        currency: contract.currency,
        during: monthsFrom(await databaseNow(tx), contract.fromMonth, contract.throughMonth),
        holdBackBps: parsePercentBps(contract.holdBackPercent)!,
        holdBackMonths: contract.holdBackMonths,
        slaChargeBackBps: parsePercentBps(contract.slaChargeBackPercent)!,
        createdBy: actor.userId,
      };
      await tx.insert(wholesaleContracts).values(row);
      await recordAudit(tx, ctx, {
        action: "contract.create",
        targetId: row.id,
        organizationId: operator.id,
        detail: { ...row, during: formatRange(row.during) },
      });
      return { contractId: row.id };
    }),
  );
}
