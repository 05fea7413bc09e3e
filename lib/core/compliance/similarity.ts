import { foldName, withoutLegalForm } from "./fold-name";

const SHORTEST_PART = 8;
/** A shorter name that is all in a longer one: worth a look, never as good as the same name. */
const CONTAINED_SCORE = 0.92;
/** Words that differ more are other words. */
const LEAST_WORD_SCORE = 0.8;

/** 0 … 1: how alike two names are, whatever the order of their words. 1 is the same name but for case, marks, punctuation and legal form. */
export function scoreNames(a: string, b: string): number {
  const one = withoutLegalForm(foldName(a));
  const other = withoutLegalForm(foldName(b));
  if (one.length === 0 || other.length === 0) return 0;
  const joined = [one, other].map((words) => [...words].sort().join(""));
  if (joined[0] === joined[1] || one.join("") === other.join("")) return 1;
  const [shorter, longer] = lengthOf(one) <= lengthOf(other) ? [one, other] : [other, one];
  const common = commonLength(shorter, longer);
  const dice = (2 * common) / (lengthOf(one) + lengthOf(other));
  const share = common / lengthOf(shorter);
  const isPart = shorter.length > 1 && lengthOf(shorter) >= SHORTEST_PART;
  return Math.min(0.999, Math.max(dice, isPart ? share * CONTAINED_SCORE : 0));
}

function lengthOf(words: readonly string[]): number {
  return words.reduce((sum, word) => sum + word.length, 0);
}

/** Letters of the shorter name that the longer one has too, each word held against the best that is left. */
function commonLength(shorter: readonly string[], longer: readonly string[]): number {
  const pairs = shorter
    .flatMap((word, i) => longer.map((other, j) => ({ i, j, score: scoreWords(word, other), word, other })))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score * b.word.length - a.score * a.word.length || a.i - b.i || a.j - b.j);
  const taken = { i: new Set<number>(), j: new Set<number>() };
  let common = 0;
  for (const { i, j, score, word, other } of pairs) {
    if (taken.i.has(i) || taken.j.has(j)) continue;
    taken.i.add(i);
    taken.j.add(j);
    common += (score * (word.length + other.length)) / 2;
  }
  return Math.min(common, lengthOf(shorter));
}

function scoreWords(a: string, b: string): number {
  if (a === b) return 1;
  const jaro = jaroWinkler(a, b);
  const longest = Math.max(a.length, b.length);
  const typo = Math.abs(a.length - b.length) <= 1 && isOneTypo(a, b) ? 1 - 1 / longest : 0;
  return Math.max(jaro >= LEAST_WORD_SCORE ? jaro : 0, typo);
}

/** One letter more, less, other, or two neighbours exchanged. */
function isOneTypo(a: string, b: string): boolean {
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  let endA = a.length;
  let endB = b.length;
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA -= 1;
    endB -= 1;
  }
  const [left, right] = [a.slice(start, endA), b.slice(start, endB)];
  if (left.length <= 1 && right.length <= 1) return true;
  return left.length === 2 && right.length === 2 && left[0] === right[1] && left[1] === right[0];
}

/** Winkler's form of Jaro's measure, with the prefix of four and the weight of a tenth that everybody uses. */
export function jaroWinkler(a: string, b: string): number {
  const jaro = jaroOf(a, b);
  let prefix = 0;
  while (prefix < 4 && prefix < a.length && a[prefix] === b[prefix]) prefix += 1;
  return jaro + prefix * 0.1 * (1 - jaro);
}

function jaroOf(a: string, b: string): number {
  const reach = Math.max(0, Math.floor(Math.max(a.length, b.length) / 2) - 1);
  const matchedB = new Array<boolean>(b.length).fill(false);
  const lettersA: string[] = [];
  for (let i = 0; i < a.length; i++) {
    const to = Math.min(b.length - 1, i + reach);
    for (let j = Math.max(0, i - reach); j <= to; j++) {
      if (matchedB[j] || a[i] !== b[j]) continue;
      matchedB[j] = true;
      lettersA.push(a[i]!);
      break;
    }
  }
  const matches = lettersA.length;
  if (matches === 0) return 0;
  const lettersB = [...b].filter((_, j) => matchedB[j]);
  const transposed = lettersA.filter((letter, at) => letter !== lettersB[at]).length / 2;
  return (matches / a.length + matches / b.length + (matches - transposed) / matches) / 3;
}
