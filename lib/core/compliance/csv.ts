export interface CsvRow {
  /** Of the file, counted from 1: where the row begins. */
  line: number;
  fields: string[];
}

export class CsvFault extends Error {
  constructor(
    readonly line: number,
    message: string,
  ) {
    super(message);
  }
}

const LONGEST_FIELD = 200_000;

/** Rows of a CSV as RFC 4180 has it, with any separator; a quoted field may span lines. Throws a `CsvFault` that says where it breaks off. */
export function* readCsv(text: string, separator: "," | ";"): Generator<CsvRow, undefined> {
  let line = 1;
  let start = 1;
  let fields: string[] = [];
  let at = 0;
  while (at < text.length) {
    let field: string;
    if (text[at] === '"') {
      const parts: string[] = [];
      let from = at + 1;
      for (;;) {
        const quote = text.indexOf('"', from);
        if (quote === -1) throw new CsvFault(start, "a quoted field does not end: the file is cut off or damaged");
        if (quote - at > LONGEST_FIELD) throw new CsvFault(start, "a field is longer than any of such a list");
        parts.push(text.slice(from, quote));
        at = quote + 1;
        if (text[at] !== '"') break;
        parts.push('"');
        from = at + 1;
      }
      field = parts.join("");
      line += field.split("\n").length - 1;
      if (at < text.length && text[at] !== separator && text[at] !== "\n" && text[at] !== "\r")
        throw new CsvFault(line, "there is text after a closing quote");
    } else {
      const from = at;
      while (at < text.length && text[at] !== separator && text[at] !== "\n" && text[at] !== "\r") at += 1;
      field = text.slice(from, at);
    }
    fields.push(field);
    if (text[at] === separator) {
      at += 1;
      if (at < text.length && text[at] !== "\n" && text[at] !== "\r") continue;
      fields.push("");
    }
    if (text[at] === "\r") at += 1;
    if (text[at] === "\n") at += 1;
    if (fields.length > 1 || fields[0] !== "") yield { line: start, fields };
    fields = [];
    line += 1;
    start = line;
  }
}
