import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { seedOf } from "@/db/testing/seed";
import { StageTemplate } from "../stage-template";
import { lags, step, type World, worlds } from "./history";
import { type Played, playWorld } from "./play";

const WORLDS = 12;
let template: StageTemplate;
beforeAll(async () => {
  template = await StageTemplate.build({ hosts: 2 });
});
afterAll(() => template.drop());

async function play(world: World): Promise<Played> {
  const copy = await template.copy();
  try {
    return await playWorld(copy.db, template.stage, world);
  } finally {
    await copy.drop();
  }
}

/** `PROOF_SHRINK=1` looks for the smallest world that fails; it takes minutes. */
const endOnFailure = process.env.PROOF_SHRINK !== "1";

test("whatever happens to more than 2,000 leases, the books are what a second-by-second oracle in exact fractions says", async () => {
  const { seed, path } = seedOf("oracle");
  let [histories, seconds] = [0, 0];
  const world = worlds({ scripts: 172, hosts: 2, rentedPerHost: 5, steps: 22 });
  await fc.assert(
    fc.asyncProperty(world, async (one) => {
      histories += one.scripts.length + one.rented.length;
      for (const { stretches } of one.scripts) for (const stretch of stretches) seconds += stretch.seconds;
      expect((await play(one)).differences).toEqual([]);
    }),
    { seed, path, numRuns: WORLDS, endOnFailure },
  );
  console.log(`oracle: ${histories} histories, ${seconds} seconds and more; PROOF_SEED=${seed} replays them`);
  expect(histories).toBeGreaterThanOrEqual(2_000);
}, 400_000);

test("any tick size gives the same bill: other ticks, proofs that come later or sooner, more workers or fewer", async () => {
  const { seed, path } = seedOf("tick sizes");
  const world = worlds({ scripts: 60, hosts: 1, rentedPerHost: 1, steps: 6 });
  const other = fc.record({
    steps: fc.array(step(1), { minLength: 1, maxLength: 25 }),
    lags: fc.array(lags(), { minLength: 60, maxLength: 60 }),
  });
  let bills = 0;
  await fc.assert(
    fc.asyncProperty(world, other, async (one, { steps, lags }) => {
      const twin = { ...one, steps, scripts: one.scripts.map((script, at) => ({ ...script, lags: lags[at]! })) };
      const [first, second] = [await play(one), await play(twin)];
      expect(second.totals).toEqual(first.totals);
      bills += first.totals.length;
    }),
    { seed, path, numRuns: 3, endOnFailure },
  );
  console.log(`tick sizes: ${bills} bills, each ticked twice in different ways`);
}, 400_000);
