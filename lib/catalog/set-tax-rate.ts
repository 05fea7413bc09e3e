import { sql } from "drizzle-orm";
import { taxRates } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { parsePercentBps } from "@/lib/core/rating/terms-input";
import { authorize } from "@/lib/identity/authorize";
import { newId } from "@/lib/ids";
import { parseInput } from "@/lib/parse-input";
import { type DatedLine, hourlyStart, lockTable, makeRoom, namingRefusals } from "./dated-line";
import type { DatedRate } from "./set-fx-rate";
import { type SetTaxRateInput, setTaxRateSchema } from "./terms-schemas";

/**
 * Sets a jurisdiction's tax from a whole UTC hour on, the next one at the earliest (the first rate of a jurisdiction may begin with the
 * running hour where no lease is taxed there). The rate before ends there; zero percent is how a tax is abolished.
 */
export async function setTaxRate(ctx: Context, input: SetTaxRateInput): Promise<DatedRate> {
  const actor = authorize(ctx, "terms.manage");
  const { jurisdiction, name, reverseCharge, ...rest } = parseInput(setTaxRateSchema, input);
  const rateBps = parsePercentBps(rest.ratePercent, 5_000)!;
  const line: DatedLine = { table: "tax_rates", where: sql`jurisdiction = ${jurisdiction}` };
  const touched = (edge: Date) => sql`
    SELECT 1 FROM leases l JOIN customer_tax_profiles p ON p.organization_id = l.organization_id
    WHERE p.jurisdiction = ${jurisdiction} AND coalesce(l.ended_at, 'infinity') > ${edge.toISOString()}::timestamptz`;
  return namingRefusals({ overlap: "from", start: "from" }, () =>
    ctx.db.transaction(async (tx) => {
      await lockTable(tx, "tax_rates");
      const from = await hourlyStart(tx, line, rest.from ?? null, touched);
      const { until, endedId } = await makeRoom(tx, line, from);
      const rateId = newId("txr");
      const row = { jurisdiction, name, rateBps, reverseCharge, during: { from, to: until }, createdBy: actor.userId };
      await tx.insert(taxRates).values({ id: rateId, ...row });
      await recordAudit(tx, ctx, {
        action: "tax_rate.set",
        targetId: rateId,
        detail: { jurisdiction, name, rateBps, reverseCharge, from: from.toISOString(), ended: endedId },
      });
      return { rateId, from, until };
    }),
  );
}
