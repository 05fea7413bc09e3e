import { and, eq, inArray, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { organizations, screeningMatches, screeningSubjects } from "@/db/schema";
import type { Context } from "@/lib/context";
import { isStrong } from "@/lib/core/compliance/screening";
import { raiseNotice, resolveNotice } from "@/lib/identity/notices";
import { newId } from "@/lib/ids";
import { type DueSubject, findDueSubjects, findGoneSubjects } from "./due-subjects";
import { findMatches } from "./find-matches";

/** Before something is decided by it: nothing is asked where every name has been held against the latest lists. */
export async function screenIfDue(ctx: Context, organizationId: string): Promise<void> {
  if ((await findDueSubjects(ctx.db, organizationId)).length > 0) await screenOrganization(ctx, organizationId);
}

/**
 * Holds an organization's names against the lists, under its row's lock: what resembles an entry is raised for a person to decide, once a pair;
 * an undecided match that does not hold any more is gone. Nothing is cleared by itself. Answers how many were raised.
 */
export async function screenOrganization(ctx: Context, organizationId: string): Promise<number> {
  return ctx.db.transaction(async (tx) => {
    const [organization] = await tx
      .select()
      .from(organizations)
      .where(eq(organizations.id, organizationId))
      .for("no key update");
    if (!organization) return 0;
    const at = await databaseNow(tx);
    await dropUndecided(tx, await findGoneSubjects(tx, organizationId), []);
    let raised = 0;
    for (const subject of await findDueSubjects(tx, organizationId)) raised += await screenSubject(tx, subject, at);
    await keepNotice(tx, organization, at);
    return raised;
  });
}

async function screenSubject(tx: Transaction, due: DueSubject, at: Date): Promise<number> {
  const { organizationId, kind, refId, name, country, birthDate } = due;
  const { rows } = await tx.execute<{ generation: number }>(
    sql`SELECT max(generation)::int AS generation FROM denied_list_versions`,
  );
  const seen = { name, country, birthDate, screenedGeneration: rows[0]!.generation, screenedAt: at };
  const [subject] = await tx
    .insert(screeningSubjects)
    .values({ id: newId("ssb"), organizationId, kind, refId, ...seen })
    .onConflictDoUpdate({
      target: [screeningSubjects.organizationId, screeningSubjects.kind, screeningSubjects.refId],
      set: seen,
    })
    .returning();
  const subjectId = subject!.id;
  const found = await findMatches(tx, name);
  const kept: string[] = [];
  let raised = 0;
  for (const match of found) {
    const raise = { state: "open" as const, raisedAt: at, score: match.score, partyName: match.partyName };
    const [row] = await tx
      .insert(screeningMatches)
      .values({ id: newId("smt"), organizationId, subjectId, subjectName: name, ...match, ...raise })
      .onConflictDoUpdate({
        target: [
          screeningMatches.subjectId,
          screeningMatches.partyId,
          screeningMatches.subjectName,
          screeningMatches.partyHash,
        ],
        set: { ...raise, proposedBy: null, proposedReason: null, decidedBy: null, decidedAt: null, reason: null },
        setWhere: eq(screeningMatches.state, "gone"),
      })
      .returning({ id: screeningMatches.id });
    if (row) raised += 1;
    kept.push(`${match.partyId} ${match.partyHash}`);
  }
  await dropUndecided(tx, [subjectId], kept, name);
  return raised;
}

/** What was raised and does not hold any more: the entry is off the list or another, or the name is. */
async function dropUndecided(tx: Transaction, subjectIds: string[], kept: readonly string[], name = "") {
  if (subjectIds.length === 0) return;
  const stillSo = sql`(${screeningMatches.subjectName} = ${name} AND ${screeningMatches.partyId} || ' ' || ${screeningMatches.partyHash} = ANY(${sql.param([...kept])}::text[]))`;
  await tx
    .update(screeningMatches)
    .set({ state: "gone" })
    .where(
      and(
        inArray(screeningMatches.subjectId, subjectIds),
        inArray(screeningMatches.state, ["open", "clearing"]),
        sql`NOT ${stillSo}`,
      ),
    );
}

/** The desk is told of an organization once, while anything of it is undecided. */
export async function keepNotice(tx: Transaction, organization: { id: string; name: string }, at: Date): Promise<void> {
  const key = `screening:${organization.id}`;
  const undecided = await tx
    .select({ score: screeningMatches.score })
    .from(screeningMatches)
    .where(
      and(eq(screeningMatches.organizationId, organization.id), inArray(screeningMatches.state, ["open", "clearing"])),
    );
  if (undecided.length === 0) {
    await resolveNotice(tx, null, key, at);
    return;
  }
  const strong = undecided.filter(isStrong).length;
  await raiseNotice(
    tx,
    {
      organizationId: null,
      key,
      severity: strong > 0 ? "critical" : "warning",
      title: `${organization.name} resembles ${undecided.length === 1 ? "an entry" : `${undecided.length} entries`} of a denied-party list`,
      body:
        strong > 0 ? "A strong match: nothing starts and nothing is paid out until it is decided." : "To be looked at.",
      href: "/desk/compliance/screening",
    },
    at,
  );
}
