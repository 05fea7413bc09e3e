import { eq } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { deniedParties, organizations, screeningMatches } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { isStrong, LIST_LABELS } from "@/lib/core/compliance/screening";
import { AppError, notFound } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { parseInput } from "@/lib/parse-input";
import { placeSuspension } from "./place-suspension";
import { type DecideMatchInput, decideMatchSchema } from "./schemas";
import { keepNotice } from "./screen-organization";

type Match = typeof screeningMatches.$inferSelect;

/**
 * A person says whether a match is the listed party. Clearing a strong one takes a second person; the first only proposes it. A confirmed one
 * suspends the organization at once. Answers what the match is now.
 */
export async function decideMatch(ctx: Context, input: DecideMatchInput): Promise<{ state: Match["state"] }> {
  const { userId } = authorize(ctx, "compliance.manage");
  const { matchId, decision, reason } = parseInput(decideMatchSchema, input);
  return ctx.db.transaction(async (tx) => {
    const match = await lockMatch(tx, matchId);
    const at = await databaseNow(tx);
    const isProposal = decision === "cleared" && isStrong(match) && match.state === "open";
    if (decision === "cleared" && match.state === "clearing" && match.proposedBy === userId)
      throw new AppError("forbidden", "You proposed to clear it: a strong match is cleared by a second person.");
    const state = isProposal ? "clearing" : decision;
    await tx
      .update(screeningMatches)
      .set(
        isProposal
          ? { state, proposedBy: userId, proposedReason: reason }
          : { state, decidedBy: userId, decidedAt: at, reason },
      )
      .where(eq(screeningMatches.id, matchId));
    if (state === "confirmed") await suspendConfirmed(tx, ctx, match, userId);
    const [organization] = await tx.select().from(organizations).where(eq(organizations.id, match.organizationId));
    await keepNotice(tx, organization!, at);
    await recordAudit(tx, ctx, {
      action: isProposal ? "screening.propose_clear" : decision === "cleared" ? "screening.clear" : "screening.confirm",
      targetId: matchId,
      detail: {
        organizationId: match.organizationId,
        subject: match.subjectName,
        party: match.partyName,
        score: match.score,
        reason,
      },
    });
    return { state };
  });
}

async function lockMatch(tx: Transaction, matchId: string): Promise<Match> {
  const [found] = await tx
    .select({ organizationId: screeningMatches.organizationId })
    .from(screeningMatches)
    .where(eq(screeningMatches.id, matchId));
  if (!found) throw notFound("match");
  // in the order of a screening, which changes matches under the organization's lock
  await tx.select().from(organizations).where(eq(organizations.id, found.organizationId)).for("no key update");
  const [match] = await tx.select().from(screeningMatches).where(eq(screeningMatches.id, matchId)).for("no key update");
  if (match!.state === "gone") throw new AppError("conflict", "The name or the entry changed meanwhile; look again.");
  if (match!.state !== "open" && match!.state !== "clearing")
    throw new AppError("conflict", `It has been ${match!.state} already.`);
  return match!;
}

async function suspendConfirmed(tx: Transaction, ctx: Context, match: Match, placedBy: string) {
  const [party] = await tx.select().from(deniedParties).where(eq(deniedParties.id, match.partyId));
  await placeSuspension(tx, ctx, {
    organizationId: match.organizationId,
    cause: "sanctions",
    reason: `Confirmed match with a denied-party list (${LIST_LABELS[party!.list]}).`,
    noticeMinutes: 0,
    placedBy,
  });
}
