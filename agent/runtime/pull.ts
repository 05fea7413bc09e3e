import { setTimeout as sleep } from "node:timers/promises";
import type { Engine } from "./engine";
import { explainPull } from "./failure";

/** Before each further try, where a registry may be back by then. */
const PAUSES_MS = [1_000, 2_000, 4_000, 8_000];

/** Fetches an image, again where its registry could not be reached and the instance is still wanted; throws `BootError` with the reason. */
export async function pullImage(engine: Engine, image: string, isWanted: () => boolean): Promise<void> {
  for (let failures = 0; ; failures++) {
    try {
      await engine.pull(image);
      return;
    } catch (error) {
      const failure = explainPull(image, error);
      const pauseMs = PAUSES_MS[failures];
      if (failure.code !== "registry-unreachable" || pauseMs === undefined || !isWanted()) throw failure;
      await sleep(pauseMs);
    }
  }
}
