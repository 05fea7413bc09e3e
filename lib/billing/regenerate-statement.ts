import { eq } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import { ledgerAccounts, statementLines, statements } from "@/db/schema";
import type { Context } from "@/lib/context";
import { totalsOf } from "@/lib/core/billing/statement";
import { notFound } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { contentHash, type StatementContent } from "./content-hash";
import { readLines } from "./statement-lines";

export interface Regenerated {
  content: StatementContent;
  hash: string;
  /** As it was issued. */
  issuedHash: string;
  isSame: boolean;
}

/**
 * A statement made again from the ledger and the segments, at the marks that it was issued at; of the issued one it takes nothing but
 * marks, number, date and parties. Whatever was booked since, the content and its hash come out the same.
 */
export async function regenerateStatement(ctx: Context, input: { statementId: string }): Promise<Regenerated> {
  authorize(ctx, "ledger.view");
  return ctx.db.transaction((tx) => regenerate(tx, input.statementId), {
    isolationLevel: "repeatable read",
    accessMode: "read only",
  });
}

async function regenerate(tx: DbOrTx, statementId: string): Promise<Regenerated> {
  const [issued] = await tx.select().from(statements).where(eq(statements.id, statementId));
  if (!issued) throw notFound("statement");
  const previous = issued.previousId
    ? (await tx.select().from(statements).where(eq(statements.id, issued.previousId)))[0]!
    : null;
  const { kind, organizationId, currency, month, number, issuedAt, highWater, parties } = issued;
  const side = kind === "settlement" ? "operator" : "customer";
  const accountNumber = await findAccountNumber(tx, issued);
  const lines = await readLines(tx, { accountNumber, currency, previous, month, highWater }, side);
  const openingMicros = previous?.closingMicros ?? 0n;
  const content: StatementContent = {
    kind,
    organizationId,
    currency,
    month,
    number,
    issuedAt,
    highWater,
    previousHash: previous?.contentHash ?? null,
    openingMicros,
    ...totalsOf(lines, openingMicros, currency),
    parties,
    lines,
  };
  const hash = contentHash(content);
  return { content, hash, issuedHash: issued.contentHash, isSame: hash === issued.contentHash };
}

async function findAccountNumber(tx: DbOrTx, issued: typeof statements.$inferSelect): Promise<number> {
  const kind = issued.kind === "settlement" ? "operator_payable" : "customer_prepaid";
  const accounts = await tx
    .select()
    .from(ledgerAccounts)
    .where(eq(ledgerAccounts.organizationId, issued.organizationId));
  return accounts.find((account) => account.kind === kind && account.currency === issued.currency)!.number;
}

/** What is stored of a statement, as its documents print it. */
export async function loadContent(db: DbOrTx, statementId: string): Promise<StatementContent & { id: string }> {
  const [issued] = await db.select().from(statements).where(eq(statements.id, statementId));
  if (!issued) throw notFound("statement");
  const previous = issued.previousId
    ? (await db.select().from(statements).where(eq(statements.id, issued.previousId)))[0]!
    : null;
  const rows = await db
    .select()
    .from(statementLines)
    .where(eq(statementLines.statementId, statementId))
    .orderBy(statementLines.line);
  const { previousId: _previous, lowWater: _low, contentHash: _hash, ...stored } = issued;
  const lines = rows.map(({ statementId: _, ...line }) => line);
  return { ...stored, previousHash: previous?.contentHash ?? null, lines };
}
