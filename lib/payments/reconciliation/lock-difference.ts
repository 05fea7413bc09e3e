import { eq } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { reconciliationDifferences } from "@/db/schema";
import { AppError, notFound } from "@/lib/errors";

export type Difference = typeof reconciliationDifferences.$inferSelect;

/** Under its row's lock, and open. */
export async function lockDifference(tx: Transaction, differenceId: string): Promise<Difference> {
  const [difference] = await tx
    .select()
    .from(reconciliationDifferences)
    .where(eq(reconciliationDifferences.id, differenceId))
    .for("no key update");
  if (!difference) throw notFound("difference");
  if (difference.state !== "open")
    throw new AppError("precondition_failed", `The difference is ${difference.state} already.`);
  return difference;
}
