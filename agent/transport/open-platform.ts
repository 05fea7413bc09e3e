import type { Identity, StateDir } from "../state";
import { Wake } from "../wake";
import { createClient } from "./client";
import { KeyRing } from "./key-ring";
import { RunCounter } from "./run-counter";

/** The platform, as this start of the agent speaks with it, and what is woken where it wants another key. */
export async function openPlatform(state: StateDir, { url, hostId }: Identity, runNumber: number) {
  const keys = new KeyRing(state, await state.key(), await state.findNextKey());
  const keyAsked = new Wake();
  if (keys.isUnfinished) keyAsked.wake();
  const run = new RunCounter(runNumber, (above) => state.nextRun(above));
  const client = createClient({ base: url, hostId, keys, run, onKeyAsked: () => keyAsked.wake() });
  return { client, keyAsked };
}
