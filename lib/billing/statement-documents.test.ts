import { expect, test } from "vitest";
import { documentOf } from "@/lib/core/billing/document";
import { toPrintable } from "@/lib/core/billing/printable";
import { renderStatementCsv } from "./statement-csv";
import { renderStatementPdf } from "./statement-pdf";
import { exampleInvoice } from "./testing/example-statement";

const named = (name: string) => {
  const example = exampleInvoice(2);
  return { ...example, parties: { ...example.parties, recipient: { ...example.parties.recipient, name } } };
};

test("the same statement gives the same PDF to the byte, and another one gives another", async () => {
  const [one, again, other] = await Promise.all(
    [exampleInvoice(30), exampleInvoice(30), exampleInvoice(31)].map(renderStatementPdf),
  );
  expect(one!.equals(again!)).toBe(true);
  expect(one!.equals(other!)).toBe(false);
  expect(one!.subarray(0, 5).toString()).toBe("%PDF-");
});

test("on paper opening, total, movements and rounding come to the closing balance, and the invoice asks for the rounded lines", () => {
  const content = exampleInvoice(17);
  const paper = documentOf(content);
  const moved = paper.movements.reduce((sum, line) => sum + line.amountMinor, 0n);
  expect(paper.openingMinor - paper.totalMinor + moved + paper.roundingMinor).toBe(paper.closingMinor);
  expect(paper.dueMinor).toBe(paper.totalMinor - 2_500n);
  expect(paper.totalMinor).toBe(paper.subtotalMinor + paper.taxMinor);
});

test("a name in characters that the typeface lacks is printed as code points, never as blanks", async () => {
  expect(toPrintable("算力 GmbH")).toBe("[U+7B97][U+529B] GmbH");
  expect(toPrintable("Müller & Søn, 12 € – “ok”")).toBe("Müller & Søn, 12 € – “ok”");
  expect(toPrintable("Łódź\u202e")).toBe("[U+0141]ód[U+017A][U+202E]");
  const [plain, chinese] = await Promise.all(
    [named("Rechenwerk GmbH"), named("算力科技有限公司")].map(renderStatementPdf),
  );
  expect(chinese!.length).toBeGreaterThan(plain!.length);
});

test("the CSV has every line exact to the micro and rounded, with opening and closing, and no formula", () => {
  const content = exampleInvoice(3);
  const rows = renderStatementCsv(content).trim().split("\r\n");
  expect(rows).toHaveLength(content.lines.length + 5);
  expect(rows[1]).toBe("INV-2028-000057,,opening,,,,,,,,Opening balance,USD,-81.920004,");
  expect(rows.at(-1)).toMatch(/^INV-2028-000057,,closing,.*,USD,-29\.723\d{3},$/);
  expect(rows.find((row) => row.includes("h100"))).toContain(
    ",8,7207,2.560000,2028-02-03T10:00:07.000Z,2028-03-01T00:00:00.000Z,",
  );
  const [first] = content.lines;
  const evil = renderStatementCsv({ ...content, lines: [{ ...first!, description: '=HYPERLINK("x")' }] });
  expect(evil).toContain(`"'=HYPERLINK(""x"")"`);
});
