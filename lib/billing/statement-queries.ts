import { and, asc, count, desc, eq, inArray } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import { leases, organizations, statementLines, statements } from "@/db/schema";
import type { Context } from "@/lib/context";
import { notFound } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import type { StatementContent } from "./content-hash";
import { loadContent } from "./regenerate-statement";
import { renderStatementCsv } from "./statement-csv";
import { renderStatementPdf } from "./statement-pdf";

const LONGEST_PAGE = 100;
const MOST_LINES = 1_000;

const summary = {
  id: statements.id,
  kind: statements.kind,
  number: statements.number,
  organizationId: statements.organizationId,
  organizationName: organizations.name,
  currency: statements.currency,
  month: statements.month,
  openingMicros: statements.openingMicros,
  closingMicros: statements.closingMicros,
  totalMinor: statements.totalMinor,
  issuedAt: statements.issuedAt,
};

/** The signed-in organization's statements, newest month first; the desk, which has none, asks for a month of everybody's. */
export async function listStatements(ctx: Context, page: { limit: number; offset: number; month?: string }) {
  const actor = authorize(ctx, "statement.view");
  const isDesk = actor.organizationKind === "platform";
  const where = and(
    isDesk ? undefined : eq(statements.organizationId, actor.organizationId),
    page.month ? eq(statements.month, page.month) : undefined,
  );
  const rows = await ctx.db
    .select(summary)
    .from(statements)
    .innerJoin(organizations, eq(organizations.id, statements.organizationId))
    .where(where)
    .orderBy(desc(statements.month), desc(statements.number))
    .limit(Math.min(page.limit, LONGEST_PAGE))
    .offset(page.offset);
  const [counted] = await ctx.db.select({ total: count() }).from(statements).where(where);
  return { statements: rows, total: Number(counted?.total ?? 0) };
}

export type StatementSummary = Awaited<ReturnType<typeof listStatements>>["statements"][number];

/** Another tenant's statement does not exist; the desk sees everybody's. */
export async function findOwn(ctx: Context, statementId: string) {
  const actor = authorize(ctx, "statement.view");
  const isDesk = actor.organizationKind === "platform";
  const [row] = await ctx.db
    .select()
    .from(statements)
    .where(
      and(eq(statements.id, statementId), isDesk ? undefined : eq(statements.organizationId, actor.organizationId)),
    );
  if (!row) throw notFound("statement");
  return row;
}

async function readLeaseNames(db: DbOrTx, content: Pick<StatementContent, "lines">) {
  const ids = [...new Set(content.lines.flatMap((line) => (line.leaseId ? [line.leaseId] : [])))];
  if (ids.length === 0) return new Map<string, { name: string; simulated: boolean }>();
  const rows = await db
    .select({ id: leases.id, name: leases.name, simulated: leases.simulated })
    .from(leases)
    .where(inArray(leases.id, ids));
  return new Map(rows.map(({ id, ...lease }) => [id, lease]));
}

/** A statement with its first lines, as its page shows it; `lineCount` says how many there are. Lease names are today's, for the reader's own leases. */
export async function getStatement(ctx: Context, statementId: string) {
  const row = await findOwn(ctx, statementId);
  const content = await loadContent(ctx.db, statementId);
  const lines = content.lines.slice(0, MOST_LINES);
  const names = row.kind === "settlement" ? new Map() : await readLeaseNames(ctx.db, { lines });
  return {
    ...content,
    contentHash: row.contentHash,
    previousId: row.previousId,
    lineCount: content.lines.length,
    lines: content.lines,
    shownLines: lines.map((line) => ({
      ...line,
      leaseName: line.leaseId ? ((names.get(line.leaseId)?.name as string | undefined) ?? null) : null,
    })),
  };
}

export type StatementDetail = Awaited<ReturnType<typeof getStatement>>;

/** Bytes and name of the file. */
export async function getStatementPdf(ctx: Context, statementId: string) {
  const { number } = await findOwn(ctx, statementId);
  return { fileName: `${number}.pdf`, bytes: await renderStatementPdf(await loadContent(ctx.db, statementId)) };
}

export async function getStatementCsv(ctx: Context, statementId: string) {
  const { number } = await findOwn(ctx, statementId);
  return { fileName: `${number}.csv`, text: renderStatementCsv(await loadContent(ctx.db, statementId)) };
}

/** One line of a statement that the reader may see. */
export async function getStatementLine(ctx: Context, input: { statementId: string; line: number }) {
  const statement = await findOwn(ctx, input.statementId);
  const [line] = await ctx.db
    .select()
    .from(statementLines)
    .where(and(eq(statementLines.statementId, statement.id), eq(statementLines.line, input.line)))
    .orderBy(asc(statementLines.line));
  if (!line) throw notFound("line");
  return { statement, line };
}
