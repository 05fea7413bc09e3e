import { eq, sql } from "drizzle-orm";
import { wholesaleRates } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { AppError, notFound } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { parseInput } from "@/lib/parse-input";
import { lockContract } from "./contracts";
import { endAt, takeBack } from "./dated-line";
import { rateLine } from "./set-contract-rate";
import { type EndContractRateInput, endContractRateSchema } from "./terms-schemas";

/** Ends a current rate now, so that the offers' own prices hold again, or takes back an announced one: the one before it goes on. */
export async function endContractRate(
  ctx: Context,
  input: EndContractRateInput,
): Promise<{ outcome: "ended" | "taken_back" }> {
  authorize(ctx, "contract.manage");
  const { rateId } = parseInput(endContractRateSchema, input);
  return ctx.db.transaction(async (tx) => {
    const [found] = await tx.select().from(wholesaleRates).where(eq(wholesaleRates.id, rateId));
    if (!found) throw notFound("rate");
    const contract = await lockContract(tx, found.contractId);
    const [rate] = await tx.select().from(wholesaleRates).where(eq(wholesaleRates.id, rateId));
    if (!rate) throw notFound("rate");
    const { from, to } = rate.during;
    if (to && to <= contract.now) throw new AppError("precondition_failed", "This rate has ended already.");
    const outcome = from > contract.now ? "taken_back" : "ended";
    if (outcome === "taken_back") await takeBack(tx, rateLine(rate), { id: rateId, from, to });
    else {
      const at = new Date(Math.max(contract.now.getTime(), from.getTime() + 1));
      await endAt(tx, rateLine(rate), sql`id = ${rateId}`, at);
    }
    await recordAudit(tx, ctx, {
      action: "contract_rate.end",
      targetId: rateId,
      organizationId: contract.organizationId,
      detail: { contractId: contract.id, outcome },
    });
    return { outcome };
  });
}
