import {
  type DocumentRow,
  documentOf,
  formatDuration,
  formatMinor,
  type StatementDocument,
} from "@/lib/core/billing/document";
import { formatMonth, monthEnd } from "@/lib/core/billing/month";
import { isAllPrintable } from "@/lib/core/billing/printable";
import { STATEMENT_TITLES, type StatementLine } from "@/lib/core/billing/statement";
import { formatMoney, minorUnitMicros } from "@/lib/core/money";
import { contentHash, type StatementContent } from "./content-hash";
import { type Column, Paper } from "./pdf-page";

const COLUMNS: Column[] = [
  { title: "Description", x: 48, width: 222 },
  { title: "Hours", x: 276, width: 66, align: "right" },
  { title: "Units", x: 346, width: 34, align: "right" },
  { title: "Price per unit-hour", x: 384, width: 76, align: "right" },
  { title: "Amount", x: 464, width: 83.28, align: "right" },
];

const MISSING_GLYPHS =
  "Characters that this document's typeface lacks are printed as their code points; the CSV and the portal show them as registered.";

/** The document of a statement; the same statement gives the same bytes. */
export async function renderStatementPdf(content: StatementContent): Promise<Buffer> {
  const { number, parties, issuedAt, kind } = content;
  const title = STATEMENT_TITLES[kind];
  const paper = new Paper({ title: `${title} ${number}`, author: parties.issuer.name, at: issuedAt });
  const document = documentOf(content);
  writeHeader(paper, content);
  writeHeadline(paper, content, document);
  writeCharges(paper, content, document);
  writeBalance(paper, content, document);
  writeNotes(paper, content);
  return paper.finish(`${title} ${number} · content SHA-256 ${contentHash(content)}`);
}

const day = (at: Date) => at.toISOString().slice(0, 10);
const minute = (at: Date) => at.toISOString().slice(0, 16).replace("T", " ");

function writeHeader(paper: Paper, { kind, number, issuedAt, month, currency, parties }: StatementContent) {
  paper.text(STATEMENT_TITLES[kind], Paper.left, { size: 20, bold: true, width: 300 });
  paper.y += 6;
  paper.text(parties.issuer.name, 347, { size: 11, bold: true, width: 200, align: "right" });
  paper.y += 34;
  const facts = [
    ["Number", number],
    ["Date of issue", day(issuedAt)],
    ["Period", `${month} to ${day(new Date(monthEnd(month).getTime() - 1))} (UTC)`],
    ["Currency", currency],
  ] as const;
  for (const [label, value] of facts) {
    paper.text(label, Paper.left, { bold: true, width: 80 });
    paper.y += paper.text(value, Paper.left + 84, { width: 300 });
  }
  paper.y += 18;
  const top = paper.y;
  const { issuer, recipient } = parties;
  paper.block([issuer.name], Paper.left, 220, { bold: true });
  paper.block([...issuer.address.split("\n"), issuer.taxId && `Tax ID ${issuer.taxId}`], Paper.left, 220);
  const left = paper.y;
  paper.y = top;
  paper.block([kind === "settlement" ? "Operator" : "Bill to"], 300, 247, { bold: true });
  const taxId = recipient.taxId && `Tax ID ${recipient.taxId}`;
  paper.block([recipient.name, ...recipient.address.split("\n"), taxId], 300, 247);
  paper.y = Math.max(left, paper.y) + 24;
}

function writeHeadline(paper: Paper, content: StatementContent, document: StatementDocument) {
  const { kind, currency, month } = content;
  const headlines = {
    invoice: `${formatMinor(document.dueMinor, currency)} ${currency} due`,
    usage_statement: `${formatMinor(document.totalMinor, currency)} ${currency} used in ${formatMonth(month)}`,
    settlement: `${formatMinor(document.totalMinor, currency)} ${currency} earned in ${formatMonth(month)}`,
  };
  paper.y += paper.text(headlines[kind], Paper.left, { size: 14, bold: true }) + 14;
}

/** What a line is of, its lease and its time below it. */
function describeLine({ type, skuCode, leaseId, description, from, to }: StatementLine) {
  const span = from && to && leaseId ? `${minute(from)} to ${minute(to)} UTC` : null;
  const lease = leaseId ? `Lease ${leaseId}` : null;
  const converted = /, (converted at .+)$/.exec(description)?.[1] ?? null;
  const text = type === "usage" && skuCode ? skuCode : description;
  const note = [lease, span, type === "usage" ? converted : null].filter(Boolean).join("\n");
  return note ? { text, note } : { text };
}

function writeCharges(paper: Paper, content: StatementContent, document: StatementDocument) {
  const { currency, kind } = content;
  if (document.charges.length === 0 && document.taxes.length === 0) return;
  paper.startTable(COLUMNS);
  for (const { line, amountMinor } of document.charges)
    paper.row(COLUMNS, [
      describeLine(line),
      line.seconds === null ? null : { text: formatDuration(line.seconds) },
      line.units === null ? null : { text: String(line.units) },
      line.microsPerUnitHour === null ? null : { text: priceText(line, currency) },
      { text: formatMinor(amountMinor, currency) },
    ]);
  paper.endTable();
  paper.y += 4;
  if (document.taxes.length > 0) {
    paper.total("Subtotal", formatMinor(document.subtotalMinor, currency));
    for (const { line, amountMinor } of document.taxes as DocumentRow[])
      paper.total(line.description, formatMinor(amountMinor, currency));
  }
  paper.total(kind === "settlement" ? "Earned" : "Total", formatMinor(document.totalMinor, currency), { bold: true });
}

/** A converted line keeps the price in the currency that it was agreed in. */
function priceText(line: StatementLine, currency: string): string {
  const agreed = / at \S+ ([A-Z]{3}) per /.exec(line.description)?.[1] ?? currency;
  const price = formatMoney(line.microsPerUnitHour!, agreed, { precision: "trimmed" });
  return agreed === currency ? price : `${price} ${agreed}`;
}

const SHOWN_MOVEMENTS = 200;

function writeBalance(paper: Paper, content: StatementContent, document: StatementDocument) {
  const { kind, currency } = content;
  const isSettlement = kind === "settlement";
  // Kept together where it fits on a page.
  paper.ensure(Math.min(150 + document.movements.length * 17, 600));
  paper.y += 14;
  paper.y += paper.text(isSettlement ? "What we owe you" : "Your balance", Paper.left, { size: 11, bold: true }) + 6;
  paper.rule();
  paper.y += 8;
  const row = (label: string, minor: bigint, bold = false) => {
    paper.ensure(24);
    const style = { width: 340, bold };
    const height = paper.text(label, Paper.left, style);
    paper.text(formatMinor(minor, currency), Paper.right - 120, { width: 120, align: "right", bold });
    paper.y += Math.max(height, 12) + 4;
  };
  row("Opening balance", document.openingMinor);
  if (document.charges.length + document.taxes.length > 0)
    row(isSettlement ? "Earned" : "Charges and tax", isSettlement ? document.totalMinor : -document.totalMinor);
  for (const line of document.movements.slice(0, SHOWN_MOVEMENTS)) row(movementText(line), line.amountMinor);
  const more = document.movements.slice(SHOWN_MOVEMENTS);
  if (more.length > 0)
    row(
      `${more.length} more movements, in the CSV`,
      more.reduce((sum, line) => sum + line.amountMinor, 0n),
    );
  if (document.roundingMinor !== 0n) row("Rounding of lines to whole cents", document.roundingMinor);
  paper.rule();
  paper.y += 6;
  row("Closing balance", document.closingMinor, true);
  if (kind === "invoice") row("Amount due", document.dueMinor, true);
  const exact = formatMoney(content.closingMicros, currency, { precision: "micros" });
  if (content.closingMicros !== document.closingMinor * minorUnitMicros(currency))
    paper.y +=
      paper.text(`The closing balance is exactly ${exact}; each line is rounded by itself.`, Paper.left, {
        size: 7.5,
        muted: true,
      }) + 4;
}

function movementText(line: StatementLine): string {
  return line.from ? `${day(line.from)}  ${line.description}` : line.description;
}

function writeNotes(paper: Paper, { parties }: StatementContent) {
  const { issuer, recipient } = parties;
  const names = [issuer.name, issuer.address, recipient.name, recipient.address].map((text) =>
    text.replaceAll("\n", " "),
  );
  const notes = names.every(isAllPrintable) ? parties.notes : [...parties.notes, MISSING_GLYPHS];
  if (notes.length === 0) return;
  paper.ensure(notes.length * 16 + 20);
  paper.y += 14;
  for (const note of notes) paper.y += paper.text(note, Paper.left, { size: 8, muted: true }) + 4;
}
