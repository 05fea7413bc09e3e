import type { Log, Measured } from "./benchmark";
import { formatSummary, summarise } from "./statistics";

const REPETITIONS = 5;

/** What one repetition measured on both sides, with its ratio. */
export interface Repetition {
  ratio: number;
  figures: Record<string, number>;
}

/** Runs both sides by turns, logs each repetition, and answers the medians with the spread. */
export async function interleave(
  log: Log,
  repeat: (repetition: number) => Promise<Repetition>,
  repetitions = REPETITIONS,
): Promise<Measured> {
  const done: Repetition[] = [];
  for (let at = 0; at < repetitions; at++) {
    const one = await repeat(at);
    done.push(one);
    const figures = Object.entries(one.figures).map(([name, value]) => `${name} ${compact(value)}`);
    log(`${at + 1}/${repetitions}: ${one.ratio.toFixed(2)}; ${figures.join(", ")}`);
  }
  const spread = summarise(done.map(({ ratio }) => ratio));
  const figures: Record<string, number> = {};
  for (const name of Object.keys(done[0]?.figures ?? {})) {
    const summary = summarise(done.map((one) => one.figures[name] as number));
    log(`${name}: ${formatSummary(summary, summary.median < 100 ? 2 : 0)}`);
    figures[name] = summary.median;
  }
  return { ratio: spread.median, spread, repetitions, figures };
}

function compact(value: number): string {
  return value < 100 ? value.toFixed(2) : String(Math.round(value));
}
