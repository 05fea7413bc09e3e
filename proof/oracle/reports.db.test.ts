import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { seedOf } from "@/db/testing/seed";
import { StageTemplate } from "../stage-template";
import { worlds } from "./history";
import { playWorld } from "./play";

/** `PROOF_WORLDS=200` plays more of them. */
const WORLDS = Number(process.env.PROOF_WORLDS ?? 20);
let template: StageTemplate;
beforeAll(async () => {
  template = await StageTemplate.build({ hosts: 1 });
});
afterAll(() => template.drop());

test("launched, reported, guarded, stopped and ticked in any order, leases end and cost what a naive reader of the same reports says", async () => {
  const { seed, path } = seedOf("reports");
  let [histories, steps] = [0, 0];
  const world = worlds({ scripts: 0, hosts: 1, rentedPerHost: 4, steps: 12 });
  await fc.assert(
    fc.asyncProperty(world, async (one) => {
      histories += one.rented.length;
      steps += one.steps.length;
      const copy = await template.copy();
      try {
        expect((await playWorld(copy.db, template.stage, one)).differences).toEqual([]);
      } finally {
        await copy.drop();
      }
    }),
    { seed, path, numRuns: WORLDS, endOnFailure: process.env.PROOF_SHRINK !== "1" },
  );
  console.log(`reports: ${histories} histories in ${WORLDS} worlds of ${steps} steps; PROOF_SEED=${seed} replays them`);
}, 400_000);
