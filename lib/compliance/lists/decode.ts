import { listFault } from "./list-fault";

/** What the lists are published as; any of them is far below. */
export const LARGEST_LIST_BYTES = 64 * 1024 * 1024;
const END_OF_FILE = "\u001a";

/** The text of a file in UTF-8, without the mark in front and the end-of-file character that OFAC's files still carry. */
export function decodeList(content: Uint8Array): string {
  if (content.byteLength === 0) throw listFault("The file is empty");
  if (content.byteLength > LARGEST_LIST_BYTES) throw listFault("The file is larger than 64 MB");
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(content);
  } catch {
    throw listFault("The file is not text in UTF-8");
  }
  if (text.includes("\0"))
    throw listFault("There is a NUL in the file: it is no list", lineOf(text, text.indexOf("\0")));
  const trimmed = text.trimEnd();
  return trimmed.endsWith(END_OF_FILE) ? trimmed.slice(0, -1) : text;
}

export function lineOf(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf("\n"); at !== -1 && at < offset; at = text.indexOf("\n", at + 1)) line += 1;
  return line;
}
