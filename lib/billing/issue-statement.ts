import { and, desc, eq, inArray, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { customerTerms, ledgerAccounts, statementLines, statements } from "@/db/schema";
import type { Context } from "@/lib/context";
import { monthEnd } from "@/lib/core/billing/month";
import { dueMinor, SERIES, type StatementKind, totalsOf } from "@/lib/core/billing/statement";
import { type Currency, formatMoney, minorUnitMicros } from "@/lib/core/money";
import { newId } from "@/lib/ids";
import { type Account, openAccount } from "@/lib/ledger/accounts";
import { takeHighWater } from "@/lib/ledger/high-water";
import { postTransaction } from "@/lib/ledger/post-transactions";
import { queueMail } from "@/lib/mail/queue-mail";
import { contentHash, type StatementContent } from "./content-hash";
import { postContractTerms } from "./contract-postings";
import { members, type Span } from "./marks";
import { anySimulated, readParties } from "./parties";
import { readLines, type Side } from "./statement-lines";
import { statementMail } from "./statement-mail";
import { takeNumber } from "./take-number";

export interface StatementKey {
  side: Side;
  organizationId: string;
  currency: Currency;
  month: string;
}

type Statement = typeof statements.$inferSelect;

const LINES_AT_ONCE = 500;
const ACCOUNT_KINDS = { customer: "customer_prepaid", operator: "operator_payable" } as const;

/**
 * One party's month in one transaction: an operator's contract terms, the statement with its lines, its number, and for a customer on
 * credit the movement of what is due to the receivable. Killed anywhere it leaves all or nothing. Answers the statement's id; null where
 * the month has one already, or there is nothing to say of it. Two calls at once issue one: the account's lock decides, and the number
 * is taken last, so that none is lost.
 */
export async function issueStatement(ctx: Context, key: StatementKey): Promise<string | null> {
  const highWater = key.side === "customer" ? await takeHighWater(ctx.db) : null;
  return ctx.db.transaction(async (tx) => {
    const { accountNumber } = await openAccount(tx, accountOf(key));
    if (highWater === null) await tx.execute(sql`LOCK TABLE ledger_transactions IN SHARE ROW EXCLUSIVE MODE`);
    const previous = await findLatest(tx, key);
    if (previous && previous.month >= key.month) return null;
    const span = { accountNumber, currency: key.currency, previous, month: key.month };
    if (highWater !== null) return issue(tx, key, { ...span, highWater }, previous);
    await postContractTerms(tx, key, { ...span, highWater: await highest(tx) });
    return issue(tx, key, { ...span, highWater: await highest(tx) }, previous);
  });
}

function accountOf({ side, organizationId, currency }: StatementKey) {
  return { kind: ACCOUNT_KINDS[side], organizationId, currency } as const;
}

/** Under the table's lock, where no number can be under way. */
async function highest(tx: Transaction): Promise<bigint> {
  const { rows } = await tx.execute<{ number: bigint }>(
    sql`SELECT coalesce(max(number), 0)::bigint AS number FROM ledger_transactions`,
  );
  return rows[0]!.number;
}

async function findLatest(
  tx: Transaction,
  { side, organizationId, currency }: StatementKey,
): Promise<Statement | null> {
  const kinds: StatementKind[] = side === "customer" ? ["usage_statement", "invoice"] : ["settlement"];
  const [row] = await tx
    .select()
    .from(statements)
    .where(
      and(
        eq(statements.organizationId, organizationId),
        eq(statements.currency, currency),
        inArray(statements.kind, kinds),
      ),
    )
    .orderBy(desc(statements.month))
    .limit(1);
  return row ?? null;
}

async function issue(
  tx: Transaction,
  key: StatementKey,
  span: Span,
  previous: Statement | null,
): Promise<string | null> {
  const lines = await readLines(tx, span, key.side);
  const openingMicros = previous?.closingMicros ?? 0n;
  if (lines.length === 0 && openingMicros === 0n) return null;
  const totals = totalsOf(lines, openingMicros, key.currency);
  await assertWhole(tx, span, totals.closingMicros - openingMicros);
  const kind = await kindOf(tx, key);
  const accounts = await lockAccounts(tx, key, kind);
  if ((await findLatest(tx, key))?.id !== previous?.id) return null;
  const { organizationId, currency, month } = key;
  const simulated = await anySimulated(tx, lines);
  const parties = await readParties(tx, { kind, organizationId, month, lines, simulated });
  const issuedAt = await databaseNow(tx);
  const content: StatementContent = {
    kind,
    organizationId,
    currency,
    month,
    number: await takeNumber(tx, SERIES[kind], issuedAt),
    issuedAt,
    highWater: span.highWater,
    previousHash: previous?.contentHash ?? null,
    openingMicros,
    ...totals,
    parties,
    lines,
  };
  const id = await insert(tx, content, { previousId: previous?.id ?? null, lowWater: await lowWaterOf(tx, span) });
  if (accounts) await moveDue(tx, id, content, accounts);
  await queueMail(tx, statementMail(id, content));
  return id;
}

/** The lines classify every entry once; where they do not add up to them the statement is not issued. */
async function assertWhole(tx: Transaction, span: Span, movedMicros: bigint): Promise<void> {
  const { rows } = await tx.execute<{ micros: bigint }>(
    sql`WITH ${members(span)} SELECT coalesce(sum(amount_micros), 0)::bigint AS micros FROM member`,
  );
  if (rows[0]!.micros !== movedMicros)
    throw new Error(`lines of account ${span.accountNumber} come to ${movedMicros}, its entries to ${rows[0]!.micros}`);
}

/** A customer with a credit limit owes what they used; another has paid it beforehand. */
async function kindOf(tx: Transaction, { side, organizationId }: StatementKey): Promise<StatementKind> {
  if (side === "operator") return "settlement";
  const [terms] = await tx.select().from(customerTerms).where(eq(customerTerms.organizationId, organizationId));
  return (terms?.creditLimitMicros ?? 0n) > 0n ? "invoice" : "usage_statement";
}

interface InvoiceAccounts {
  prepaid: Account;
  receivable: Account;
}

/** The party's account, and an invoice's receivable, under their rows' locks in the order of numbers. */
async function lockAccounts(tx: Transaction, key: StatementKey, kind: StatementKind): Promise<InvoiceAccounts | null> {
  const { organizationId, currency } = key;
  const own = await openAccount(tx, accountOf(key));
  const receivable =
    kind === "invoice" ? await openAccount(tx, { kind: "customer_receivable", organizationId, currency }) : null;
  const ids = receivable ? [own.id, receivable.id] : [own.id];
  await tx
    .select({ id: ledgerAccounts.id })
    .from(ledgerAccounts)
    .where(inArray(ledgerAccounts.id, ids))
    .orderBy(ledgerAccounts.number)
    .for("no key update");
  return receivable && { prepaid: own, receivable };
}

/** The lowest number that took effect after the month's end, or the next that will be given. OFFSET 0: found by its instant, not by number. */
async function lowWaterOf(tx: Transaction, { month, highWater }: Span): Promise<bigint> {
  const { rows } = await tx.execute<{ number: bigint }>(sql`
    SELECT coalesce(min(number), ${highWater}::bigint + 1)::bigint AS number FROM (
      SELECT number FROM ledger_transactions WHERE effective_at > ${monthEnd(month).toISOString()}::timestamptz OFFSET 0) t
    WHERE number <= ${highWater}`);
  return rows[0]!.number;
}

async function insert(
  tx: Transaction,
  content: StatementContent,
  marks: { previousId: string | null; lowWater: bigint },
): Promise<string> {
  const id = newId("stm");
  const { lines, previousHash: _, ...row } = content;
  await tx.insert(statements).values({ ...row, ...marks, id, contentHash: contentHash(content) });
  for (let at = 0; at < lines.length; at += LINES_AT_ONCE)
    await tx
      .insert(statementLines)
      .values(lines.slice(at, at + LINES_AT_ONCE).map((line) => ({ ...line, statementId: id })));
  return id;
}

/**
 * What an invoice asks for becomes a receivable in whole minor units; the balance it covers is exact, and rounding takes the difference.
 * It takes effect at the month's end but is numbered after the mark, so the next statement lists it.
 */
async function moveDue(tx: Transaction, id: string, content: StatementContent, accounts: InvoiceAccounts) {
  const { currency, closingMicros, month, number } = content;
  const due = dueMinor(content, currency) * minorUnitMicros(currency);
  if (due === 0n) return;
  const rounding = await openAccount(tx, { kind: "rounding", organizationId: null, currency });
  const entries = [
    { accountNumber: accounts.prepaid.accountNumber, currency, amountMicros: -closingMicros },
    { accountNumber: accounts.receivable.accountNumber, currency, amountMicros: -due },
    { accountNumber: rounding.accountNumber, currency, amountMicros: closingMicros + due },
  ];
  await postTransaction(tx, {
    kind: "invoice",
    ref: id,
    effectiveAt: monthEnd(month),
    memo: `${number}, ${formatMoney(due, currency)}`,
    entries: entries.filter((entry) => entry.amountMicros !== 0n),
  });
}
