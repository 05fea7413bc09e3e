import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { probeOpinions, probes } from "@/db/schema";
import { EXITED, Scene } from "@/db/testing/scene";
import { replayBills } from "@/lib/metering/replay-bills";
import { judgeReachability } from "../judge-reachability";
import { TestProbes } from "./probes";

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

/** For the tests of a file: a scene with two probes that begin anew with each test, after which the books are sound, and bills replayed at the end. */
export function lookedAtScene() {
  const held = {} as { scene: Scene; eyes: TestProbes };
  beforeAll(async () => {
    held.scene = await Scene.open(new Date("2026-03-01T10:05:00.250Z"));
  });
  afterAll(async () => {
    expect((await replayBills(held.scene.database.db)).differences).toEqual([]);
    await held.scene.close();
  });
  beforeEach(async () => {
    const { db } = held.scene.database;
    await db.delete(probeOpinions);
    await db.delete(probes);
    held.eyes = new TestProbes(db);
    await held.eyes.start("a", "b");
    await held.scene.market.report([]);
  });
  afterEach(async () => expect(await held.scene.findings()).toEqual([]));
  return held;
}
