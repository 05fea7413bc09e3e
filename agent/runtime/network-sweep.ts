import { setTimeout as sleep } from "node:timers/promises";
import type { Engine } from "./engine";

const INTERVAL_MS = 60_000;

/** Takes away networks that nobody is in, until the signal. */
export async function sweepNetworks(engine: Engine, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    // an engine that does not answer is somebody else's news
    await engine.removeUnusedNetworks().catch(() => {});
    await sleep(INTERVAL_MS, undefined, { signal }).catch(() => {});
  }
}
