import { and, asc, desc, eq, ilike, inArray, or, type SQL, sql } from "drizzle-orm";
import {
  disputeEvidence,
  disputeMovements,
  disputes,
  fraudWarnings,
  ledgerTransactions,
  organizations,
  topUps,
  users,
} from "@/db/schema";
import type { Context } from "@/lib/context";
import { transactionId } from "@/lib/core/ledger/transaction-id";
import { DISPUTE_STATES, isOver } from "@/lib/core/payments/dispute";
import { assembleEvidence, type Evidence } from "@/lib/core/payments/evidence";
import { notFound } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { readEvidenceFacts } from "./evidence-facts";

type Reader = Pick<Context, "db" | "actor">;

/** What the desk's list is filtered by: `open` is whatever is not over, known here or not. */
export const DISPUTE_FILTERS = ["open", "won", "lost", "closed"] as const;
export type DisputeFilter = (typeof DISPUTE_FILTERS)[number];
const OVER = DISPUTE_STATES.filter(isOver);
const CONDITIONS: Record<DisputeFilter, SQL> = {
  open: sql`${disputes.state} <> ALL(${sql.param(OVER)}::text[])`,
  won: eq(disputes.state, "won"),
  lost: eq(disputes.state, "lost"),
  closed: inArray(disputes.state, ["warning_closed", "prevented"]),
};

interface ListInput {
  q: string;
  filters: readonly string[];
  limit: number;
  offset: number;
}

/** Those that wait for evidence first, by their deadline, then the newest. */
export async function listDisputes(ctx: Reader, { q, filters, limit, offset }: ListInput) {
  authorize(ctx, "dispute.view");
  const wanted = DISPUTE_FILTERS.filter((one) => filters.includes(one)).map((one) => CONDITIONS[one]);
  const text = `%${q.replace(/[\\%_]/g, "\\$&")}%`;
  const named = q
    ? or(ilike(organizations.name, text), eq(disputes.id, q), eq(disputes.stripeDisputeId, q), eq(disputes.topUpId, q))
    : undefined;
  const where = and(named, wanted.length > 0 ? or(...wanted) : undefined);
  const from = () => ctx.db.select({ dispute: disputes, organizationName: organizations.name }).from(disputes);
  const rows = await from()
    .innerJoin(organizations, eq(organizations.id, disputes.organizationId))
    .where(where)
    .orderBy(
      sql`CASE WHEN ${disputes.evidenceSubmittedAt} IS NULL AND ${disputes.closedAt} IS NULL THEN ${disputes.evidenceDueAt} END NULLS LAST`,
      desc(disputes.openedAt),
      desc(disputes.id),
    )
    .limit(limit)
    .offset(offset);
  const [counted] = await ctx.db
    .select({ total: sql<number>`count(*)::int` })
    .from(disputes)
    .innerJoin(organizations, eq(organizations.id, disputes.organizationId))
    .where(where);
  return { disputes: rows, total: counted!.total };
}

/** Open ones, and how many of them wait for evidence; warnings that nobody has decided. */
export async function getDisputesSummary(ctx: Reader) {
  authorize(ctx, "dispute.view");
  const { rows } = await ctx.db.execute<{ open: number; waiting: number; warnings: number }>(sql`
    SELECT (SELECT count(*)::int FROM disputes WHERE ${CONDITIONS.open}) AS open,
      (SELECT count(*)::int FROM disputes WHERE state LIKE '%needs_response' AND evidence_submitted_at IS NULL) AS waiting,
      (SELECT count(*)::int FROM fraud_warnings WHERE actionable AND decision IS NULL) AS warnings`);
  return rows[0]!;
}

/** One dispute with all that there is of it, and a draft of evidence from what is on record. */
export async function getDispute(ctx: Reader, { disputeId }: { disputeId: string }) {
  authorize(ctx, "dispute.view");
  const [found] = await ctx.db
    .select({ dispute: disputes, topUp: topUps, organizationName: organizations.name })
    .from(disputes)
    .innerJoin(topUps, eq(topUps.id, disputes.topUpId))
    .innerJoin(organizations, eq(organizations.id, disputes.organizationId))
    .where(eq(disputes.id, disputeId));
  if (!found) throw notFound("dispute");
  const { dispute, topUp } = found;
  const draft: Evidence = assembleEvidence(await readEvidenceFacts(ctx.db, dispute, topUp));
  const evidence = await ctx.db
    .select({ evidence: disputeEvidence, by: users.email })
    .from(disputeEvidence)
    .leftJoin(users, eq(users.id, disputeEvidence.createdBy))
    .where(eq(disputeEvidence.disputeId, disputeId))
    .orderBy(desc(disputeEvidence.createdAt));
  return { ...found, draft, evidence, movements: await listMovements(ctx, disputeId) };
}

/** Each with the transaction that booked it. */
async function listMovements(ctx: Reader, disputeId: string) {
  const rows = await ctx.db
    .select({ movement: disputeMovements, number: ledgerTransactions.number })
    .from(disputeMovements)
    .innerJoin(
      ledgerTransactions,
      and(eq(ledgerTransactions.kind, disputeMovements.kind), eq(ledgerTransactions.ref, disputeMovements.ref)),
    )
    .where(eq(disputeMovements.disputeId, disputeId))
    .orderBy(asc(ledgerTransactions.number));
  return rows.map(({ movement, number }) => ({ ...movement, transactionId: transactionId(number) }));
}

/** Undecided first, then the newest; of one payment where it is named. */
export async function listFraudWarnings(ctx: Reader, { topUpId, limit }: { topUpId?: string; limit: number }) {
  authorize(ctx, "dispute.view");
  return ctx.db
    .select({
      warning: fraudWarnings,
      organizationName: organizations.name,
      amountMicros: topUps.amountMicros,
      currency: topUps.currency,
    })
    .from(fraudWarnings)
    .innerJoin(topUps, eq(topUps.id, fraudWarnings.topUpId))
    .innerJoin(organizations, eq(organizations.id, fraudWarnings.organizationId))
    .where(topUpId ? eq(fraudWarnings.topUpId, topUpId) : undefined)
    .orderBy(sql`${fraudWarnings.decision} IS NOT NULL`, desc(fraudWarnings.warnedAt))
    .limit(Math.min(limit, 100));
}

/** States of the disputes of one's own payments, by the payment; the latest of each. */
export async function listOwnDisputeStates(ctx: Reader, topUpIds: readonly string[]): Promise<Map<string, string>> {
  const { organizationId } = authorize(ctx, "payment.view");
  if (topUpIds.length === 0) return new Map();
  const rows = await ctx.db
    .select({ topUpId: disputes.topUpId, state: disputes.state })
    .from(disputes)
    .where(and(eq(disputes.organizationId, organizationId), inArray(disputes.topUpId, [...topUpIds])))
    .orderBy(asc(disputes.openedAt));
  return new Map(rows.map(({ topUpId, state }) => [topUpId, state]));
}
