import { eq, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { skus, wholesaleRates } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { parseUnitPrice } from "@/lib/core/rating/terms-input";
import { later } from "@/lib/core/time";
import { authorize } from "@/lib/identity/authorize";
import { newId } from "@/lib/ids";
import { parseInput } from "@/lib/parse-input";
import { type LockedContract, lockContract } from "./contracts";
import { type DatedLine, exists, makeRoom, namingRefusals, refuseField } from "./dated-line";
import type { DatedRate } from "./set-fx-rate";
import { type SetContractRateInput, setContractRateSchema } from "./terms-schemas";

/**
 * Sets a contract's wholesale price of a SKU (storage too) at one of the operator's sites, or at every site without one of its own, from now
 * on or later. The rate before ends there, one announced for later takes over at its start. Running leases keep their price.
 */
export async function setContractRate(ctx: Context, input: SetContractRateInput): Promise<DatedRate> {
  const actor = authorize(ctx, "contract.manage");
  const { contractId, skuId, price, ...rest } = parseInput(setContractRateSchema, input);
  const siteId = rest.siteId || null;
  const microsPerUnitHour = parseUnitPrice(price)!;
  return namingRefusals({ overlap: "from", start: "from" }, () =>
    ctx.db.transaction(async (tx) => {
      const contract = await lockContract(tx, contractId);
      const skuCode = await checkWhat(tx, contract, skuId, siteId);
      const line = rateLine({ contractId, skuId, siteId });
      const from = await rateStart(tx, contract, line, rest.from ?? null);
      const { until, endedId } = await makeRoom(tx, line, from);
      const during = { from, to: until ?? contract.during.to };
      const rateId = newId("whr");
      const row = { id: rateId, contractId, skuId, siteId, microsPerUnitHour, during, createdBy: actor.userId };
      await tx.insert(wholesaleRates).values(row);
      await recordAudit(tx, ctx, {
        action: "contract_rate.set",
        targetId: rateId,
        organizationId: contract.organizationId,
        detail: {
          contractId,
          sku: skuCode,
          siteId,
          microsPerUnitHour: String(microsPerUnitHour),
          currency: contract.currency,
          from: from.toISOString(),
          ended: endedId,
        },
      });
      return { rateId, from, until: during.to };
    }),
  );
}

export function rateLine(of: { contractId: string; skuId: string; siteId: string | null }): DatedLine {
  const { contractId, skuId, siteId } = of;
  const where = sql`contract_id = ${contractId} AND sku_id = ${skuId} AND site_id IS NOT DISTINCT FROM ${siteId}`;
  return { table: "wholesale_rates", where };
}

async function checkWhat(tx: Transaction, contract: LockedContract, skuId: string, siteId: string | null) {
  const [sku] = await tx.select({ code: skus.code }).from(skus).where(eq(skus.id, skuId));
  if (!sku) throw refuseField("skuId", "Choose a SKU of the catalogue.");
  const own = sql`SELECT 1 FROM sites WHERE id = ${siteId} AND organization_id = ${contract.organizationId}`;
  if (siteId && !(await exists(tx, own))) throw refuseField("siteId", "Choose one of this operator's sites.");
  return sku.code;
}

async function rateStart(
  tx: Transaction,
  contract: LockedContract,
  line: DatedLine,
  asked: Date | null,
): Promise<Date> {
  const { now, during } = contract;
  if (during.to && during.to <= now) throw refuseField("contractId", "This contract has ended.");
  if (asked && asked < now)
    throw refuseField("from", "A price starts now or later: what is past stays at the price it had.");
  const from = later(asked ?? later(now, during.from), during.from);
  if (during.to && from >= during.to) throw refuseField("from", "The contract has ended by then.");
  if (asked && asked < during.from)
    throw refuseField("from", `The contract begins on ${during.from.toISOString().slice(0, 10)}.`);
  return asked ? from : afterLatest(tx, line, from);
}

/** Changes within one millisecond would leave an empty range; each begins a millisecond after the one before. */
async function afterLatest(tx: Transaction, line: DatedLine, from: Date): Promise<Date> {
  const start = sql`${from.toISOString()}::timestamptz`;
  const { rows } = await tx.execute<{ latest: Date | null }>(sql`
    SELECT max(lower(during)) AS latest FROM wholesale_rates
    WHERE ${line.where} AND lower(during) >= ${start} AND lower(during) < ${start} + interval '1 second'`);
  const latest = rows[0]!.latest;
  return latest ? new Date(latest.getTime() + 1) : from;
}
