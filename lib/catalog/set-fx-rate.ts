import { sql } from "drizzle-orm";
import { fxRates } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { parseRateE9 } from "@/lib/core/rating/terms-input";
import { authorize } from "@/lib/identity/authorize";
import { newId } from "@/lib/ids";
import { parseInput } from "@/lib/parse-input";
import { type DatedLine, hourlyStart, lockTable, makeRoom, namingRefusals } from "./dated-line";
import { type SetFxRateInput, setFxRateSchema } from "./terms-schemas";

export interface DatedRate {
  rateId: string;
  from: Date;
  /** Where a rate announced earlier takes over. */
  until: Date | null;
}

/**
 * Sets what one unit of `base` costs in `quote`, from a whole UTC hour on: the next one at the earliest, so that no closed or running hour
 * changes (the very first rate of a pair may begin with the running hour). The rate before ends there. The inverse pair is its own.
 */
export async function setFxRate(ctx: Context, input: SetFxRateInput): Promise<DatedRate> {
  const actor = authorize(ctx, "terms.manage");
  const { base, quote, source, ...rest } = parseInput(setFxRateSchema, input);
  const rateE9 = parseRateE9(rest.rate)!;
  const line: DatedLine = { table: "fx_rates", where: sql`base = ${base} AND quote = ${quote}` };
  const touched = () => sql`SELECT 1 FROM leases WHERE currency = ${base} AND billing_currency = ${quote}`;
  return namingRefusals({ overlap: "from", start: "from" }, () =>
    ctx.db.transaction(async (tx) => {
      await lockTable(tx, "fx_rates");
      const from = await hourlyStart(tx, line, rest.from ?? null, touched);
      const { until, endedId } = await makeRoom(tx, line, from);
      const rateId = newId("fxr");
      const during = { from, to: until };
      await tx.insert(fxRates).values({ id: rateId, base, quote, rateE9, during, source, createdBy: actor.userId });
      await recordAudit(tx, ctx, {
        action: "fx_rate.set",
        targetId: rateId,
        detail: { base, quote, rateE9: String(rateE9), from: from.toISOString(), ended: endedId, source },
      });
      return { rateId, from, until };
    }),
  );
}
