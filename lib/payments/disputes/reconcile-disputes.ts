import { and, asc, inArray, isNull, lte, sql } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import { disputes, fraudWarnings } from "@/db/schema";
import type { Context } from "@/lib/context";
import { REMIND_BEFORE_MS } from "@/lib/core/payments/dispute";
import { stripeClient } from "@/lib/stripe/client";
import { convergeAll } from "../converge-all";
import { convergeDispute } from "./converge-dispute";
import { convergeFraudWarning } from "./converge-fraud-warning";
import { remind } from "./dispute-consequences";

const AT_ONCE = 100;
/** Stripe gives up on an event after three days; by then one that was lost has been listed many times. */
const LISTED_FOR_SECONDS = 14 * 86_400;

/** What events did not bring of disputes and warnings, and deadlines that come near. Answers how many changed. */
export async function reconcileDisputes(ctx: Context): Promise<number> {
  const changed = (await lookAtDisputes(ctx)) + (await lookAtWarnings(ctx));
  return changed + (await findLost(ctx)) + (await remindOfDeadlines(ctx));
}

async function lookAtDisputes(ctx: Context): Promise<number> {
  const at = await databaseNow(ctx.db);
  const due = await ctx.db
    .select({ id: disputes.stripeDisputeId })
    .from(disputes)
    .where(and(isNull(disputes.settledAt), lte(disputes.lookAgainAt, at)))
    .orderBy(asc(disputes.lookAgainAt))
    .limit(AT_ONCE);
  return convergeAll(due, "dispute", async (id) => (await convergeDispute(ctx, id)) === "changed");
}

async function lookAtWarnings(ctx: Context): Promise<number> {
  const at = await databaseNow(ctx.db);
  const due = await ctx.db
    .select({ id: fraudWarnings.stripeWarningId })
    .from(fraudWarnings)
    .where(and(isNull(fraudWarnings.decision), sql`${fraudWarnings.actionable}`, lte(fraudWarnings.lookAgainAt, at)))
    .orderBy(asc(fraudWarnings.lookAgainAt))
    .limit(AT_ONCE);
  return convergeAll(due, "fraud warning", async (id) => (await convergeFraudWarning(ctx, id)) === "changed");
}

interface Listed {
  id: string;
  state: string;
}

/** Those that Stripe has and we have not, or have otherwise. */
async function findLost(ctx: Context): Promise<number> {
  const created = { gte: Math.floor(Date.now() / 1_000) - LISTED_FOR_SECONDS };
  const stripe = stripeClient();
  const listed: Listed[] = [];
  for await (const { id, status } of stripe.disputes.list({ created, limit: 100 })) listed.push({ id, state: status });
  const warned: string[] = [];
  for await (const { id } of stripe.radar.earlyFraudWarnings.list({ created, limit: 100 })) warned.push(id);
  const [known, knownWarnings] = [await knownDisputes(ctx, listed), await knownOf(ctx, warned)];
  const lost = listed.filter(({ id, state }) => known.get(id) !== state);
  const unheard = warned.filter((id) => !knownWarnings.has(id)).map((id) => ({ id }));
  return (
    (await convergeAll(lost, "dispute", async (id) => (await convergeDispute(ctx, id)) === "changed")) +
    (await convergeAll(unheard, "fraud warning", async (id) => (await convergeFraudWarning(ctx, id)) === "changed"))
  );
}

async function knownDisputes(ctx: Context, listed: Listed[]): Promise<Map<string, string>> {
  if (listed.length === 0) return new Map();
  const { stripeDisputeId, state } = disputes;
  const ids = listed.map(({ id }) => id);
  const rows = await ctx.db.select({ stripeDisputeId, state }).from(disputes).where(inArray(stripeDisputeId, ids));
  return new Map(rows.map((row) => [row.stripeDisputeId, row.state]));
}

async function knownOf(ctx: Context, ids: string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const { stripeWarningId } = fraudWarnings;
  const rows = await ctx.db.select({ stripeWarningId }).from(fraudWarnings).where(inArray(stripeWarningId, ids));
  return new Set(rows.map((row) => row.stripeWarningId));
}

async function remindOfDeadlines(ctx: Context): Promise<number> {
  const at = await databaseNow(ctx.db);
  const soon = new Date(at.getTime() + REMIND_BEFORE_MS);
  const due = await ctx.db
    .select()
    .from(disputes)
    .where(and(isNull(disputes.closedAt), isNull(disputes.evidenceSubmittedAt), lte(disputes.evidenceDueAt, soon)))
    .limit(AT_ONCE);
  let told = 0;
  for (const dispute of due) if (await remind(ctx.db, dispute, at)) told += 1;
  return told;
}
