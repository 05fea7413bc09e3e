import fc from "fast-check";
import type { Database } from "@/db/client";
import type { Stage } from "../stage";
import { type WorldSize, worlds } from "./history";
import { playWorld } from "./play";

/** The world of a seed, played; what differs from the oracle. */
export async function playSampleWorld(
  db: Database,
  { stage, seed, size }: { stage: Stage; seed: number; size: WorldSize },
): Promise<string[]> {
  const [world] = fc.sample(worlds(size), { seed, numRuns: 1 });
  return (await playWorld(db, stage, world!)).differences;
}
