type Cell = string | number | bigint;

/** RFC 4180. A text that a spreadsheet would take for a formula is kept from being one. */
function cell(value: Cell): string {
  const text = String(value);
  const safe = typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export const csvLine = (cells: readonly Cell[]) => `${cells.map(cell).join(",")}\r\n`;

/** Rows, the head first, as a file to keep. */
export function csvFile(rows: readonly (readonly Cell[])[], name: string): Response {
  return new Response(rows.map(csvLine).join(""), {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="${name.replace(/[^\w.-]/g, "_")}"`,
    },
  });
}
