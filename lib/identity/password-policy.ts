import commonPasswords from "./data/common-passwords.json" with { type: "json" };

export const PASSWORD_MIN_LENGTH = 12;
export const PASSWORD_MAX_LENGTH = 256;
const minDistinctCharacters = 5;
const minOwnCharacters = 6;
const minContextLength = 4;
/** So much of a text may be neighbours and no more: counting that begins anew is a run too. */
const minRunShare = 0.7;

/** Those that are found most often, from leaks; `data/LICENSE` is theirs. */
const common = new Set(commonPasswords.words.split(" "));

/** What is guessed first is a common word, two of them, or one twice, with figures and signs around: `Sunshine2025!`, `letmeinplease`. */
function isCommon(plain: string): boolean {
  const word = plain.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, "");
  return [plain, halfOf(plain), word, halfOf(word)].some((form) => isOfWords(form) || isOfWords(unmasked(form)));
}

/** A listed word, beside which there is nothing, another, or no letter. */
function isOfWords(text: string): boolean {
  if (common.has(text)) return true;
  return Array.from(text, (_, at) => [text.slice(0, at), text.slice(at)] as const).some(
    ([head, tail]) => (common.has(head) && isWorthless(tail)) || (common.has(tail) && isWorthless(head)),
  );
}

function isWorthless(text: string): boolean {
  return common.has(text) || !/\p{L}/u.test(text);
}

/** Digits alone, or characters that follow each other in the alphabet or in counting, either way: `abcdefghijkl`. */
function isRun(plain: string): boolean {
  if (/^\d+$/.test(plain)) return true;
  const codes = [...plain].map((character) => character.codePointAt(0)!);
  const steps = codes.slice(1).map((code, at) => code - codes[at]!);
  return [1, -1].some((by) => steps.filter((step) => step === by).length >= steps.length * minRunShare);
}

/** Of a text that says the same twice or more; else the text. */
function halfOf(text: string): string {
  return /^(.+?)\1+$/u.exec(text)?.[1] ?? text;
}

const masks: Record<string, string> = { "@": "a", "4": "a", "3": "e", "1": "i", "0": "o", $: "s", "5": "s", "7": "t" };

function unmasked(text: string): string {
  return text.replace(/[@4310$57]/g, (sign) => masks[sign]!);
}

/** Why a password is refused whoever chose it, or null. Length counts and characters don't: no composition rules (ASVS 6.2). */
export function findPasswordFault(password: string): string | null {
  const length = [...password].length;
  if (length < PASSWORD_MIN_LENGTH)
    return `Use ${PASSWORD_MIN_LENGTH} characters or more; a few words together do well.`;
  if (length > PASSWORD_MAX_LENGTH) return `Use ${PASSWORD_MAX_LENGTH} characters or fewer.`;
  const plain = password.normalize("NFKC").toLowerCase();
  if (isCommon(plain)) return "This is one of the passwords that are guessed first. Choose another.";
  if (new Set(plain).size < minDistinctCharacters) return "This repeats too few characters. Choose another.";
  if (isRun(plain)) return "This counts or spells the alphabet, and is guessed first. Choose another.";
  return null;
}

/** Whether little of a password is left without the words that its owner is known by. */
export function isMadeOfContext(password: string, context: readonly string[]): boolean {
  const plain = password.normalize("NFKC").toLowerCase();
  return withoutContext(plain, context).length < minOwnCharacters;
}

function withoutContext(plain: string, context: readonly string[]): string {
  const words = ["openhall", ...context.flatMap((text) => [text, ...text.split(/[^\p{L}\p{N}]+/u)])]
    .map((word) => word.normalize("NFKC").toLowerCase())
    .filter((word) => word.length >= minContextLength)
    .sort((a, b) => b.length - a.length);
  return words.reduce((rest, word) => rest.replaceAll(word, ""), plain);
}
