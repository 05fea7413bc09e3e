import PDFDocument from "pdfkit";
import { toPrintable } from "@/lib/core/billing/printable";

const PAGE = { width: 595.28, height: 841.89, left: 48, right: 547.28, top: 48, bottom: 776 } as const;
const INK = "#111827";
const MUTED = "#6b7280";
const RULE = "#e5e7eb";

interface TextStyle {
  size?: number;
  bold?: boolean;
  muted?: boolean;
  /** At `x` it begins, or ends where `right` is. */
  align?: "left" | "right";
  width?: number;
}

export interface Column {
  title: string;
  x: number;
  width: number;
  align?: "left" | "right";
}

/** What a row says in one column: a line of its own size, and a muted one below. */
export interface Cell {
  text: string;
  note?: string;
}

const LINE_GAP = 1.5;

/** An A4 document that is the same to the byte for the same calls: dates and ids come from what it is told. */
export class Paper {
  private readonly doc: PDFKit.PDFDocument;
  private readonly chunks: Buffer[] = [];
  private head: readonly Column[] | null = null;
  y = PAGE.top as number;

  constructor(info: { title: string; author: string; at: Date }) {
    this.doc = new PDFDocument({
      size: "A4",
      margin: 0,
      bufferPages: true,
      lang: "en",
      info: {
        Title: toPrintable(info.title),
        Author: toPrintable(info.author),
        Creator: "Openhall",
        CreationDate: info.at,
        ModDate: info.at,
      },
    });
    this.doc.on("data", (chunk: Buffer) => this.chunks.push(chunk));
  }

  static readonly left = PAGE.left;
  static readonly right = PAGE.right;

  private use({ size = 9, bold, muted }: TextStyle) {
    this.doc
      .font(bold ? "Helvetica-Bold" : "Helvetica")
      .fontSize(size)
      .fillColor(muted ? MUTED : INK);
  }

  /** Writes at the current height without moving it; answers the height of what it wrote. */
  text(text: string, x: number, style: TextStyle = {}): number {
    this.use(style);
    const { align = "left", width = PAGE.right - x } = style;
    const printed = toPrintable(text);
    const options = { width, align, lineGap: LINE_GAP };
    const height = this.doc.heightOfString(printed, options);
    this.doc.text(printed, x, this.y, options);
    return height;
  }

  private heightOf(text: string, width: number, style: TextStyle): number {
    this.use(style);
    return this.doc.heightOfString(toPrintable(text), { width, lineGap: LINE_GAP });
  }

  /** Lines below each other; empty ones are left out. Moves down. */
  block(lines: readonly (string | null)[], x: number, width: number, style: TextStyle = {}): void {
    for (const line of lines) if (line) this.y += this.text(line, x, { ...style, width });
  }

  rule(color = RULE): void {
    this.doc.moveTo(PAGE.left, this.y).lineTo(PAGE.right, this.y).lineWidth(0.5).strokeColor(color).stroke();
  }

  /** Starts a page where less than so much is left; the head of a table that goes on is repeated. */
  ensure(height: number): void {
    if (this.y + height <= PAGE.bottom) return;
    this.doc.addPage();
    this.y = PAGE.top;
    if (this.head) this.writeHead(this.head);
  }

  startTable(columns: readonly Column[]): void {
    this.ensure(60);
    this.head = columns;
    this.writeHead(columns);
  }

  endTable(): void {
    this.head = null;
  }

  private writeHead(columns: readonly Column[]) {
    for (const column of columns)
      this.text(column.title, column.x, { size: 7.5, muted: true, width: column.width, align: column.align ?? "left" });
    this.y += 14;
    this.rule(INK);
    this.y += 6;
  }

  row(columns: readonly Column[], cells: readonly (Cell | null)[]): void {
    const heights = columns.map((column, at) => {
      const cell = cells[at];
      if (!cell) return 0;
      const note = cell.note ? this.heightOf(cell.note, column.width, { size: 7.5 }) : 0;
      return this.heightOf(cell.text, column.width, { size: 9 }) + note;
    });
    const height = Math.max(...heights);
    this.ensure(height + 10);
    const top = this.y;
    columns.forEach((column, at) => {
      const cell = cells[at];
      if (!cell) return;
      this.y = top;
      this.y += this.text(cell.text, column.x, { size: 9, width: column.width, align: column.align ?? "left" });
      if (cell.note) this.text(cell.note, column.x, { size: 7.5, muted: true, width: column.width });
    });
    this.y = top + height + 4;
    this.rule();
    this.y += 5;
  }

  /** A label and an amount at the right edge. */
  total(label: string, amount: string, style: TextStyle = {}): void {
    const x = 300;
    const width = 160;
    const height = Math.max(this.heightOf(label, width, style), 12);
    this.ensure(height + 8);
    this.text(label, x, { ...style, width });
    this.text(amount, PAGE.right - 120, { ...style, width: 120, align: "right" });
    this.y += height + 5;
  }

  /** Numbers the pages and answers the bytes. */
  async finish(footer: string): Promise<Buffer> {
    const { count } = this.doc.bufferedPageRange();
    for (let page = 0; page < count; page += 1) {
      this.doc.switchToPage(page);
      this.y = PAGE.bottom + 14;
      this.rule();
      this.y += 8;
      this.text(footer, PAGE.left, { size: 6.5, muted: true, width: 420 });
      this.text(`Page ${page + 1} of ${count}`, PAGE.right - 90, { size: 7, muted: true, width: 90, align: "right" });
    }
    const ended = new Promise((resolve) => this.doc.on("end", resolve));
    this.doc.end();
    await ended;
    return Buffer.concat(this.chunks);
  }
}
