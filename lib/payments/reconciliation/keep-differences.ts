import { and, eq, inArray, sql } from "drizzle-orm";
import type { AnyPgColumn } from "drizzle-orm/pg-core";
import type { Transaction } from "@/db/client";
import { reconciliationDifferences } from "@/db/schema";
import { raiseNotice, resolveNotice } from "@/lib/identity/notices";
import { newId } from "@/lib/ids";
import { findDifferences, type Grace } from "./compare-books";

const HOUR_MS = 3_600_000;
/** Events take seconds and lost ones a quarter of an hour; what we ask of Stripe may wait there for hours. */
export const GRACE: Grace = { atStripeMs: HOUR_MS, inBooksMs: 24 * HOUR_MS };
const NOTICE = "reconciliation.differences";

/**
 * Makes the list of differences what they are now: new ones are open, those that are gone resolved, and what a person said of one holds for as long as it is the
 * same. The desk has a notice while any is open. Answers how many are.
 */
export async function keepDifferences(tx: Transaction, at: Date, grace = GRACE): Promise<number> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtext('openhall.reconciliation'))`);
  const found = await findDifferences(tx, at, grace);
  for (const { kind, subject, type, currency, stripeMicros, booksMicros, aboutId, happenedAt } of found) {
    const facts = { kind, type, currency, stripeMicros, booksMicros, aboutId, happenedAt: new Date(happenedAt) };
    const d = reconciliationDifferences;
    const isSame = sql`${d.state} <> 'resolved' AND ${d.stripeMicros} = excluded.stripe_micros AND ${d.booksMicros} = excluded.books_micros`;
    const ifSame = (column: AnyPgColumn) => sql`CASE WHEN ${isSame} THEN ${column} END`;
    await tx
      .insert(d)
      .values({ ...facts, id: newId("dif"), subject, state: "open", foundAt: at })
      .onConflictDoUpdate({
        target: d.subject,
        set: {
          ...facts,
          state: sql`CASE WHEN ${isSame} THEN ${d.state} ELSE 'open' END`,
          reason: ifSame(d.reason),
          proposedBy: ifSame(d.proposedBy),
          proposedAccount: ifSame(d.proposedAccount),
          decidedBy: ifSame(d.decidedBy),
          endedAt: ifSame(d.endedAt),
        },
      });
  }
  await resolveGone(tx, new Set(found.map(({ subject }) => subject)), at);
  const open = await tx.$count(reconciliationDifferences, eq(reconciliationDifferences.state, "open"));
  await tellDesk(tx, open, at);
  return open;
}

async function resolveGone(tx: Transaction, still: ReadonlySet<string>, at: Date): Promise<void> {
  const { id, subject, state } = reconciliationDifferences;
  const known = await tx
    .select({ id, subject })
    .from(reconciliationDifferences)
    .where(inArray(state, ["open", "accepted"]));
  const gone = known.filter((one) => !still.has(one.subject)).map((one) => one.id);
  if (gone.length === 0) return;
  await tx
    .update(reconciliationDifferences)
    .set({ state: "resolved", endedAt: at })
    .where(and(inArray(id, gone), inArray(state, ["open", "accepted"])));
}

async function tellDesk(tx: Transaction, open: number, at: Date): Promise<void> {
  if (open === 0) {
    await resolveNotice(tx, null, NOTICE, at);
    return;
  }
  const notice = {
    organizationId: null,
    key: NOTICE,
    severity: "critical",
    title: "Stripe and the books do not agree",
    body: open === 1 ? "One difference is open." : `${open} differences are open.`,
    href: "/desk/reconciliation",
  } as const;
  await raiseNotice(tx, notice, at);
}
