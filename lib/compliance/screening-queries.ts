import { and, desc, eq, inArray, type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import {
  deniedListVersions,
  deniedParties,
  organizations,
  screeningMatches,
  screeningSubjects,
  users,
} from "@/db/schema";
import type { Context } from "@/lib/context";
import { STRONG_SCORE } from "@/lib/core/compliance/screening";
import { authorize } from "@/lib/identity/authorize";

type Reader = Pick<Context, "db" | "actor">;
const MOST = 300;
const MOST_ENTRIES = 200;

const proposer = alias(users, "proposer");
const decider = alias(users, "decider");

export type MatchRow = Awaited<ReturnType<typeof listMatches>>[number];

/** Matches with both sides: undecided ones first, the strongest first among them. */
export async function listMatches(ctx: Reader, { organizationId }: { organizationId?: string } = {}) {
  authorize(ctx, "compliance.view");
  const of: SQL | undefined = organizationId ? eq(screeningMatches.organizationId, organizationId) : undefined;
  return ctx.db
    .select({
      id: screeningMatches.id,
      organizationId: screeningMatches.organizationId,
      organizationName: organizations.name,
      subjectKind: screeningSubjects.kind,
      subjectName: screeningMatches.subjectName,
      subjectCountry: screeningSubjects.country,
      subjectBirthDate: screeningSubjects.birthDate,
      partyName: screeningMatches.partyName,
      list: deniedParties.list,
      externalId: deniedParties.externalId,
      partyKind: deniedParties.kind,
      names: deniedParties.names,
      programs: deniedParties.programs,
      countries: deniedParties.countries,
      birthDates: deniedParties.birthDates,
      score: screeningMatches.score,
      state: screeningMatches.state,
      raisedAt: screeningMatches.raisedAt,
      proposedBy: proposer.name,
      proposedReason: screeningMatches.proposedReason,
      decidedBy: decider.name,
      decidedAt: screeningMatches.decidedAt,
      reason: screeningMatches.reason,
    })
    .from(screeningMatches)
    .innerJoin(organizations, eq(organizations.id, screeningMatches.organizationId))
    .innerJoin(screeningSubjects, eq(screeningSubjects.id, screeningMatches.subjectId))
    .innerJoin(deniedParties, eq(deniedParties.id, screeningMatches.partyId))
    .leftJoin(proposer, eq(proposer.id, screeningMatches.proposedBy))
    .leftJoin(decider, eq(decider.id, screeningMatches.decidedBy))
    .where(of)
    .orderBy(
      sql`${screeningMatches.state} NOT IN ('open', 'clearing')`,
      desc(screeningMatches.score),
      desc(screeningMatches.raisedAt),
      screeningMatches.id,
    )
    .limit(MOST);
}

/** How many undecided ones there are. */
export async function countMatches(ctx: Reader): Promise<{ undecided: number; strong: number }> {
  authorize(ctx, "compliance.view");
  const { rows } = await ctx.db.execute<{ undecided: number; strong: number }>(sql`
    SELECT count(*)::int AS undecided, (count(*) FILTER (WHERE score >= ${STRONG_SCORE - 1e-6}))::int AS strong
    FROM screening_matches WHERE state IN ('open', 'clearing')`);
  return rows[0]!;
}

export type ListVersionRow = Awaited<ReturnType<typeof listVersions>>[number];

/** Loads of all lists, newest first. */
export async function listVersions(ctx: Reader) {
  authorize(ctx, "compliance.view");
  return ctx.db
    .select({
      id: deniedListVersions.id,
      list: deniedListVersions.list,
      format: deniedListVersions.format,
      fileNames: deniedListVersions.fileNames,
      sha256: deniedListVersions.sha256,
      bytes: deniedListVersions.bytes,
      parties: deniedListVersions.parties,
      added: deniedListVersions.added,
      changed: deniedListVersions.changed,
      removed: deniedListVersions.removed,
      isCurrent: deniedListVersions.isCurrent,
      loadedBy: users.name,
      loadedAt: deniedListVersions.loadedAt,
    })
    .from(deniedListVersions)
    .leftJoin(users, eq(users.id, deniedListVersions.loadedBy))
    .orderBy(desc(deniedListVersions.generation))
    .limit(MOST);
}

export type ListChangeRow = Awaited<ReturnType<typeof listChanges>>[number];

/** Entries that the current versions added, changed or took off, as far as a later one has not touched them again. */
export async function listChanges(ctx: Reader) {
  authorize(ctx, "compliance.view");
  const current = ctx.db
    .select({ id: deniedListVersions.id })
    .from(deniedListVersions)
    .where(
      and(eq(deniedListVersions.isCurrent, true), sql`${deniedListVersions.added} < ${deniedListVersions.parties}`),
    );
  return ctx.db
    .select({
      id: deniedParties.id,
      list: deniedParties.list,
      externalId: deniedParties.externalId,
      kind: deniedParties.kind,
      name: sql<string>`${deniedParties.names}[1]`,
      change: sql<"added" | "changed" | "removed">`CASE WHEN ${deniedParties.removedIn} IS NOT NULL THEN 'removed'
        WHEN ${deniedParties.changedIn} IS NOT NULL THEN 'changed' ELSE 'added' END`,
    })
    .from(deniedParties)
    .where(
      sql`(${inArray(deniedParties.addedIn, current)} OR ${inArray(deniedParties.changedIn, current)} OR ${inArray(deniedParties.removedIn, current)})`,
    )
    .orderBy(deniedParties.list, deniedParties.externalId)
    .limit(MOST_ENTRIES);
}
