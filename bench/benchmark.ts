import type { Summary } from "./statistics";

export type Log = (line: string) => void;

export interface Measured {
  /** Ours divided by the yardstick's: the median of the repetitions. */
  ratio: number;
  /** The repetitions' ratios, where there are several. */
  spread?: Summary;
  repetitions?: number;
  /** What it was computed from, for the JSON file. */
  figures: Record<string, number>;
}

export interface Benchmark {
  name: string;
  goal: string;
  measure(log: Log): Promise<Measured>;
}
