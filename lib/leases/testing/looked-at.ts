import { EXITED, type Scene } from "@/db/testing/scene";
import { judgeReachability } from "../judge-reachability";
import type { TestProbes } from "./probes";

/** A lease that runs and that the probes have seen answer, and its container's side. */
export async function runLookedAt(scene: Scene, eyes: TestProbes) {
  const lease = await scene.buyer.launch(1);
  await scene.pass(2);
  const container = scene.container(lease);
  await container.beat();
  await eyes.rounds();
  return {
    lease,
    container,
    /** For `rounds`: what probes see where they do not reach it. */
    out: { [lease.id]: "no answer in time" },
    /** Ten seconds in which the host says that all is well, a round of each probe at their end, and the judgement. */
    async tenSeconds(seen: Record<string, string> = {}) {
      await container.runFor(10);
      await eyes.rounds(seen);
      return judgeReachability(scene.worker());
    },
    /** Answers what was charged for it. */
    async end() {
      await container.beat(EXITED);
      await scene.tick();
      return scene.chargedFor(lease);
    },
    state: async () => (await scene.read(lease)).state,
  };
}
