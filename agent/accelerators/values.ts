const NOTHING =
  /^(n\/?a|none|null|unknown|unsupported|not supported|-+|\[.*\]|requested functionality has been deprecated)?$/i;

/** What an output says, or null where it says in some way that it does not. */
export function said(value: string | null | undefined): string | null {
  const text = value?.trim() ?? "";
  return NOTHING.test(text) || /^(err!?|unknown error|gpu is lost|gpu requires reset)$/i.test(text) ? null : text;
}

/** A serial number that was never written is no serial number. */
export function saidSerial(value: string | null | undefined): string | null {
  const text = said(value);
  return text === "0" ? null : text;
}

const MAX_INT = 2_147_483_647;

export function wholeNumber(value: string | null | undefined): number | null {
  const text = said(value);
  return text !== null && /^\d+$/.test(text) && Number(text) <= MAX_INT ? Number(text) : null;
}

const MIB_OF: Record<string, number> = {
  b: 1 / 2 ** 20,
  kib: 1 / 1024,
  kb: 1 / 1024,
  mib: 1,
  mb: 1,
  gib: 1024,
  gb: 1024,
};

/** The tools count in powers of two, whichever way they spell the unit; a bare number is MiB. */
export function mib(value: string | null | undefined, unit?: string | null): number | null {
  const match = /^(\d+(?:\.\d+)?)\s*([a-z]+)?$/i.exec(said(value) ?? "");
  const factor = MIB_OF[(match?.[2] ?? unit ?? "MiB").toLowerCase()];
  if (!match || factor === undefined) return null;
  const size = Math.floor(Number(match[1]) * factor);
  return size > 0 && size <= MAX_INT ? size : null;
}

export function watts(value: string | null | undefined): number | null {
  const match = /^(\d+(?:\.\d+)?)\s*W?$/i.exec(said(value) ?? "");
  const power = Number(match?.[1] ?? 0);
  return power > 0 && power < 1_000_000 ? power : null;
}

/** Of counters: null where none is said, and where the value is one of DCGM's blanks. */
export function count(value: string | null | undefined): number | null {
  const text = said(value);
  if (text === null || !/^\d+(\.\d+)?(e\+?\d+)?$/i.test(text)) return null;
  const number = Number(text);
  return number < 9e15 ? number : null;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the tools colour their headings
const ANSI = /\u001b\[[0-9;?]*[A-Za-z]/g;

/** The widest query of all fields of a GPU is a third of it. */
const LONGEST_LINE = 16_384;

/** Lines without colours and carriage returns, none so long that reading it takes long. */
export function linesOf(text: string): string[] {
  const lines = text.replace(ANSI, "").split(/\r\n|\n|\r/);
  return lines.map((line) => (line.length > LONGEST_LINE ? line.slice(0, LONGEST_LINE) : line));
}

/** A last line without its end may have been cut in the middle of a value. */
export function endsWhole(text: string): boolean {
  return /[\r\n]\s*$/.test(text);
}
