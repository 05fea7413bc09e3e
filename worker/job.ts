import type { Context } from "@/lib/context";

export interface Job {
  name: string;
  /** Pause after a round that found less than a full batch, milliseconds. */
  everyMs: number;
  /** A round that did this much is followed by the next at once. */
  batch: number;
  /** One round; answers how much it did. Safe to run in any number of workers at once. */
  run(ctx: Context): Promise<number>;
}
