import type { DbOrTx } from "@/db/client";
import { numberLines, type StatementLine } from "@/lib/core/billing/statement";
import type { Span } from "./marks";
import { otherLines } from "./other-lines";
import { retailLines, wholesaleLines } from "./usage-groups";

export type Side = "customer" | "operator";

/** A statement's lines from the ledger and the segments alone: the same marks give the same lines for ever. */
export async function readLines(db: DbOrTx, span: Span, side: Side): Promise<StatementLine[]> {
  const usage = side === "customer" ? await retailLines(db, span) : await wholesaleLines(db, span);
  const others = await otherLines(db, span, side === "customer" ? "retail" : "wholesale");
  return numberLines([...usage, ...others], span.currency);
}
