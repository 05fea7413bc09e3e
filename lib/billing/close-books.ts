import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { formatMonth } from "@/lib/core/billing/month";
import { AppError } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { closeDays } from "@/lib/ledger/close-day";
import { closeHours } from "./close-hours";
import { closeMonth } from "./close-month";

/** What one request of the desk issues at most; the worker goes on with the rest. */
const STATEMENTS_AT_ONCE = 200;

export interface BooksClosed {
  hours: number;
  days: number;
  month: string | null;
  issued: number;
  isClosed: boolean;
}

/**
 * The desk closes now what is due: hours, days, and the oldest month that is over. The worker does the same every minute; both at once issue
 * nothing twice. Each statement is a transaction of its own, so the audit row is written after them.
 */
export async function closeBooks(ctx: Context): Promise<BooksClosed> {
  authorize(ctx, "books.close");
  const hours = await closeHours(ctx);
  const days = await closeDays(ctx);
  const { failed, ...month } = await closeMonth(ctx, { limit: STATEMENTS_AT_ONCE });
  const closed = { hours, days, ...month };
  await recordAudit(ctx.db, ctx, {
    action: "books.close",
    targetId: month.month ?? "books",
    detail: { ...closed, failed },
  });
  if (failed.length > 0)
    throw new AppError(
      "precondition_failed",
      `${failed.length} statement${failed.length === 1 ? "" : "s"} of ${formatMonth(month.month!)} could not be made: ${failed[0]!.reason}`,
    );
  return closed;
}
