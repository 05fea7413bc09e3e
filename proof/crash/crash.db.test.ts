import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { StageTemplate } from "../stage-template";
import { type Bundle, bundleChild } from "./bundle";
import { Children } from "./children";
import { KilledAnywhere } from "./killed";
import { SCENARIOS } from "./scenarios";
import type { Fault } from "./statements";

const AT_ONCE = 2;
/** Every twelfth point unless told otherwise: all of them (`PROOF_EVERY=1`) take a quarter of an hour and more on two cores. */
const EVERY = Number(process.env.PROOF_EVERY ?? 12);
/** Scenarios of the worker, whose connection the server also ends: at every sixth statement, `PROOF_CUTS=1` at each. */
const CUT = new Set(["tick", "guard", "watch", "closeDays", "closeMonth", "sla"]);
const CUT_EVERY = Number(process.env.PROOF_CUTS ?? 6) * EVERY;

let bundle: Bundle;
let children: Children;
let stage: StageTemplate;
const points = { kills: 0, cuts: 0 };

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
      const suffer = async (all: Fault[], every: number) => {
        const faults = all.filter((_, at) => at % every === 0);
        const lanes = Array.from({ length: AT_ONCE }, (_, lane) => faults.filter((_, at) => at % AT_ONCE === lane));
        const ended = await Promise.all(lanes.map((lane) => killed.sufferAll(lane)));
        expect(ended.flatMap(({ troubles }) => troubles)).toEqual([]);
        return ended.reduce((sum, { suffered }) => sum + suffered, 0);
      };
      try {
        points.kills += await suffer(killed.kills(), EVERY);
        if (CUT.has(scenario.operation)) points.cuts += await suffer(killed.cuts(), CUT_EVERY);
      } finally {
        await killed.drop();
      }
    },
    600_000,
  );

  test("at 300 points or more", () => {
    console.log(
      `crash points: ${points.kills} kills, ${points.cuts} connections cut, in ${SCENARIOS.length} scenarios`,
    );
    expect(points.kills).toBeGreaterThanOrEqual(EVERY === 1 ? 300 : 0);
  });
});
