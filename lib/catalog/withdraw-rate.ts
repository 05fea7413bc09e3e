import { eq, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { fxRates, taxRates } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { AppError, notFound } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { parseInput } from "@/lib/parse-input";
import { type DatedLine, lockTable, takeBack } from "./dated-line";
import { type WithdrawRateInput, withdrawRateSchema } from "./terms-schemas";

/** Takes back a conversion or tax rate that has not begun; the one before it goes on. A rate that has begun is only ever followed by another. */
export async function withdrawRate(ctx: Context, input: WithdrawRateInput): Promise<void> {
  authorize(ctx, "terms.manage");
  const { kind, rateId } = parseInput(withdrawRateSchema, input);
  await ctx.db.transaction(async (tx) => {
    await lockTable(tx, kind === "fx" ? "fx_rates" : "tax_rates");
    const { line, during } = await (kind === "fx" ? findFx(tx, rateId) : findTax(tx, rateId));
    const soonest = (await databaseNow(tx)).getTime() + 60_000;
    if (during.from.getTime() < soonest)
      throw new AppError(
        "precondition_failed",
        "This rate has begun, or begins within a minute. Set the next one instead.",
      );
    await takeBack(tx, line, { id: rateId, ...during });
    await recordAudit(tx, ctx, {
      action: `${kind}_rate.withdraw`,
      targetId: rateId,
      detail: { from: during.from.toISOString() },
    });
  });
}

async function findFx(tx: Transaction, rateId: string) {
  const [row] = await tx.select().from(fxRates).where(eq(fxRates.id, rateId));
  if (!row) throw notFound("rate");
  const line: DatedLine = { table: "fx_rates", where: sql`base = ${row.base} AND quote = ${row.quote}` };
  return { line, during: row.during };
}

async function findTax(tx: Transaction, rateId: string) {
  const [row] = await tx.select().from(taxRates).where(eq(taxRates.id, rateId));
  if (!row) throw notFound("rate");
  const line: DatedLine = { table: "tax_rates", where: sql`jurisdiction = ${row.jurisdiction}` };
  return { line, during: row.during };
}
