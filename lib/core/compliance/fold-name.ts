/** Letters that have no decomposition and are still written without their stroke elsewhere. */
const PLAIN: Record<string, string> = {
  ø: "o",
  ł: "l",
  đ: "d",
  ð: "d",
  þ: "th",
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ı: "i",
  ħ: "h",
};
const PLAIN_LETTERS = new RegExp(`[${Object.keys(PLAIN).join("")}]`, "g");

const LEGAL_FORMS = new Set(
  (
    "ltd limited llc llp lp inc incorporated corp corporation co company gmbh ag kg kgaa ohg ug ev sa sarl sas srl spa bv nv " +
    "oy oyj ab as asa aps plc pte pty pvt kk ooo oao zao pao ao jsc pjsc ojsc ltda kft zrt doo dd fze fzco fzc wll sdn bhd tbk"
  ).split(" "),
);
const SUFFIXES = [
  "股份有限公司",
  "有限责任公司",
  "有限責任公司",
  "有限公司",
  "公司",
  "株式会社",
  "有限会社",
  "주식회사",
].map((text) => text.normalize("NFKD").normalize("NFC"));

const MOST_TOKENS = 24;
const LONGEST = 300;

/**
 * A name as words in one spelling: compatibility forms, case, diacritics and punctuation are gone. Scripts stay what they are: nothing is
 * transliterated, so that a name in Cyrillic is found by its Cyrillic spelling alone.
 */
export function foldName(name: string): string[] {
  return name
    .slice(0, LONGEST)
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .normalize("NFC")
    .toLowerCase()
    .replace(PLAIN_LETTERS, (letter) => PLAIN[letter]!)
    .replace(/[.'’`´]/g, "")
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "")
    .slice(0, MOST_TOKENS);
}

/** Without what says only how a company is set up, unless nothing else is left. */
export function withoutLegalForm(words: readonly string[]): string[] {
  const kept = words.flatMap((word) => {
    if (LEGAL_FORMS.has(word)) return [];
    const suffix = SUFFIXES.find((end) => word.endsWith(end) || word.startsWith(end));
    const rest = suffix ? word.replace(suffix, "") : word;
    return rest === "" ? [] : [rest];
  });
  return kept.length > 0 ? kept : [...words];
}

/**
 * What a trigram index is asked by: the words in alphabetical order, letters beyond ASCII by their number, so that what the index finds
 * does not depend on the database's locale.
 */
export function searchKeyOf(name: string): string {
  return withoutLegalForm(foldName(name))
    .sort()
    .join(" ")
    .replace(/[^a-z0-9 ]/gu, (letter) => `x${letter.codePointAt(0)!.toString(36)}`);
}
