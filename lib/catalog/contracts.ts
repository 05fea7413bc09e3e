import { eq } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import type { TimeRange } from "@/db/columns";
import { wholesaleContracts } from "@/db/schema";
import { formatMonth, nextMonth, parseMonth } from "@/lib/core/rating/terms-input";
import { notFound } from "@/lib/errors";
import { refuseField } from "./dated-line";

export type Contract = typeof wholesaleContracts.$inferSelect;

export interface LockedContract extends Contract {
  /** Postgres' clock once the contract was ours. */
  now: Date;
}

/** A contract under its row's lock: whoever changes its rates, commitments or end does so alone. */
export async function lockContract(tx: Transaction, contractId: string): Promise<LockedContract> {
  const [contract] = await tx
    .select()
    .from(wholesaleContracts)
    .where(eq(wholesaleContracts.id, contractId))
    .for("no key update");
  if (!contract) throw notFound("contract");
  return { ...contract, now: await databaseNow(tx) };
}

export function monthFloor(at: Date): Date {
  return new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), 1));
}

/** Whole UTC months, the running one at the earliest: what was settled stays. `through` is the last month, empty for none. */
export function monthsFrom(now: Date, fromMonth: string, throughMonth: string): TimeRange {
  const from = parseMonth(fromMonth)!;
  const running = monthFloor(now);
  if (from < running)
    throw refuseField("fromMonth", `It begins in ${formatMonth(running)} or later: a past month is settled as it was.`);
  return { from, to: throughMonth === "" ? null : nextMonth(parseMonth(throughMonth)!) };
}

/** The end of a last month, which is the running one at the earliest and not before the start. */
export function endOfMonth(now: Date, during: TimeRange, throughMonth: string): Date {
  const to = nextMonth(parseMonth(throughMonth)!);
  if (to <= now)
    throw refuseField("throughMonth", `It ends with ${formatMonth(now)} or later: a past month is settled.`);
  if (to <= during.from)
    throw refuseField("throughMonth", `It begins in ${formatMonth(during.from)}; it cannot end before.`);
  if (during.to && to > during.to)
    throw refuseField(
      "throughMonth",
      `It ends on ${during.to.toISOString().slice(0, 10)} already; agree on another to go on.`,
    );
  return to;
}
