import { type Correction, planCorrected } from "@/lib/core/rating/corrected";
import { HOUR_MS } from "@/lib/core/time";
import { historyOf } from "./history";
import { type Receipt, type RecordOf, recordsOf } from "./receipt";
import { type Check, dueOf, found } from "./recompute";

/** The latest word on each second; a price is of the reader's own side. */
function standing(receipt: Receipt): Correction[] {
  const side = receipt.side === "customer" ? ("retail_rate" as const) : ("wholesale_rate" as const);
  return recordsOf(receipt, "correction")
    .filter((one) => one.supersededAt === null)
    .map((one): Correction => {
      const window = { from: new Date(one.from), to: new Date(one.to) };
      if (one.kind === "rate")
        return { ...window, kind: side, microsPerUnitHour: BigInt(one.microsPerUnitHour ?? "0") };
      return { ...window, kind: "state", state: one.state === "running" ? "running" : "unreachable" };
    });
}

const hourOf = (instant: string) => Math.floor(Date.parse(instant) / HOUR_MS);

/** Amount, tax and charge by UTC hour. */
function sums(parts: readonly { hour: number; amounts: readonly bigint[] }[]): Map<number, bigint[]> {
  const byHour = new Map<number, bigint[]>();
  for (const { hour, amounts } of parts) {
    const before = byHour.get(hour) ?? [0n, 0n, 0n];
    byHour.set(
      hour,
      before.map((sum, at) => sum + amounts[at]!),
    );
  }
  return byHour;
}

const amountsOf = (record: RecordOf<"segment"> | RecordOf<"adjustment">) =>
  [record.amountMicros, record.taxMicros, record.chargeMicros].map(BigInt);

/** Segments and adjustments together are, hour by hour, what the corrections that stand make of the states and prices. */
export function checkAdjustments(receipt: Receipt): Check {
  const adjustments = recordsOf(receipt, "adjustment");
  const corrections = standing(receipt);
  const sound = `${adjustments.length} adjustments, what ${corrections.length} corrections come to`;
  if (adjustments.length === 0 && corrections.length === 0) return found("corrections", [], "none");
  const { billedFrom, billedThrough } = receipt.lease;
  try {
    const planned = planCorrected(historyOf(receipt), corrections, new Date(billedFrom), new Date(billedThrough));
    const due = sums(
      planned.map((one) => ({ hour: hourOf(one.from.toISOString()), amounts: dueOf(receipt.side, one) })),
    );
    const said = sums(
      [...recordsOf(receipt, "segment"), ...adjustments].map((one) => ({
        hour: hourOf(one.from),
        amounts: amountsOf(one),
      })),
    );
    const faults = [...new Set([...due.keys(), ...said.keys()])]
      .filter((hour) => String(due.get(hour) ?? [0n, 0n, 0n]) !== String(said.get(hour) ?? [0n, 0n, 0n]))
      .map((hour) => `the hour ${new Date(hour * HOUR_MS).toISOString()} does not come to what its corrections say`);
    return found("corrections", faults, sound);
  } catch (error) {
    if (error instanceof RangeError)
      return found("corrections", [`they cannot be recomputed: ${error.message}`], sound);
    throw error;
  }
}
