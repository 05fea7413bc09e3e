import { eq, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { wholesaleContracts } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { authorize } from "@/lib/identity/authorize";
import { parseInput } from "@/lib/parse-input";
import { endOfMonth, lockContract } from "./contracts";
import { type EndContractInput, endContractSchema } from "./terms-schemas";

/**
 * Ends a contract with a month, the running one at the earliest; its rates and commitments end with it, and those announced for later are
 * taken back. Leases that run keep the wholesale price they were launched at.
 */
export async function endContract(ctx: Context, input: EndContractInput): Promise<{ endsAt: Date }> {
  authorize(ctx, "contract.manage");
  const { contractId, throughMonth } = parseInput(endContractSchema, input);
  return ctx.db.transaction(async (tx) => {
    const contract = await lockContract(tx, contractId);
    const endsAt = endOfMonth(contract.now, contract.during, throughMonth);
    await tx
      .update(wholesaleContracts)
      .set({ during: { from: contract.during.from, to: endsAt } })
      .where(eq(wholesaleContracts.id, contractId));
    for (const table of ["wholesale_rates", "wholesale_commitments"]) await cutOff(tx, table, contractId, endsAt);
    await recordAudit(tx, ctx, {
      action: "contract.end",
      targetId: contractId,
      organizationId: contract.organizationId,
      detail: { endsAt: endsAt.toISOString() },
    });
    return { endsAt };
  });
}

async function cutOff(tx: Transaction, table: string, contractId: string, at: Date) {
  const end = sql`${at.toISOString()}::timestamptz`;
  const own = sql`contract_id = ${contractId}`;
  await tx.execute(sql`DELETE FROM ${sql.raw(table)} WHERE ${own} AND lower(during) >= ${end}`);
  await tx.execute(sql`
    UPDATE ${sql.raw(table)} SET during = tstzrange(lower(during), ${end})
    WHERE ${own} AND coalesce(upper(during), 'infinity') > ${end}`);
}
