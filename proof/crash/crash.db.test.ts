import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isWholeProof, sampleOf, seedOf } from "@/db/testing/seed";
import { StageTemplate } from "../stage-template";
import { type Bundle, bundleChild } from "./bundle";
import { Children } from "./children";
import { KilledAnywhere } from "./killed";
import { SCENARIOS } from "./scenarios";
import type { Fault } from "./statements";

const AT_ONCE = 4;
/** Where the proof is not whole, one point in so many: of the kills half, or as many as are asked for while something is being written. */
const EVERY = Number(process.env.PROOF_EVERY ?? 2);
const EVERY_CUT = 2 * EVERY;
/** Scenarios of the worker, whose connection the server also ends. */
const CUT = new Set(["tick", "guard", "watch", "judge", "closeDays", "closeMonth", "sla", "creditMaintenance"]);

let bundle: Bundle;
let children: Children;
let stage: StageTemplate;
const points = { kills: 0, cuts: 0, all: 0 };
const { seed } = seedOf("crash points");

beforeAll(async () => {
  bundle = await bundleChild();
  children = new Children(bundle.file, AT_ONCE + 1);
  stage = await StageTemplate.build({ hosts: 1 });
});
afterAll(async () => {
  await children.stop();
  await stage.drop();
  bundle.remove();
});

describe("killed anywhere and done again, it leaves the books that it leaves undisturbed", () => {
  test.each(SCENARIOS)(
    "$name",
    async (scenario) => {
      const killed = await KilledAnywhere.prepare(children, stage, scenario);
      const suffer = async (faults: Fault[]) => {
        const lanes = Array.from({ length: AT_ONCE }, (_, lane) => faults.filter((_, at) => at % AT_ONCE === lane));
        const ended = await Promise.all(lanes.map((lane) => killed.sufferAll(lane)));
        expect(ended.flatMap(({ troubles }) => troubles)).toEqual([]);
        return ended.reduce((sum, { suffered }) => sum + suffered, 0);
      };
      try {
        const kills = killed.kills();
        points.all += kills.length;
        points.kills += await suffer(sampleOf(kills, EVERY, seed));
        if (CUT.has(scenario.operation)) points.cuts += await suffer(sampleOf(killed.cuts(), EVERY_CUT, seed));
      } finally {
        await killed.drop();
      }
    },
    600_000,
  );

  test("at 300 points or more", () => {
    console.log(
      `crash points: ${points.kills} kills of ${points.all}, ${points.cuts} connections cut, in ${SCENARIOS.length} scenarios`,
    );
    if (isWholeProof) expect(points.kills).toBe(points.all);
    if (!process.env.PROOF_EVERY) expect(points.kills).toBeGreaterThanOrEqual(300);
  });
});
