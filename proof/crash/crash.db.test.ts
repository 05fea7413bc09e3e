import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { StageTemplate } from "../stage-template";
import { type Bundle, bundleChild } from "./bundle";
import { Children } from "./children";
import { KilledAnywhere } from "./killed";
import { SCENARIOS } from "./scenarios";
import type { Fault } from "./statements";

const AT_ONCE = 4;
/** Every point, unless a sample is asked for while something is being written: every twelfth, say. */
const EVERY = Number(process.env.PROOF_EVERY ?? 1);
/** Scenarios of the worker, whose connection the server also ends. */
const CUT = new Set(["tick", "guard", "watch", "judge", "closeDays", "closeMonth", "sla", "creditMaintenance"]);

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
      const suffer = async (all: Fault[]) => {
        const faults = all.filter((_, at) => at % EVERY === 0);
        const lanes = Array.from({ length: AT_ONCE }, (_, lane) => faults.filter((_, at) => at % AT_ONCE === lane));
        const ended = await Promise.all(lanes.map((lane) => killed.sufferAll(lane)));
        expect(ended.flatMap(({ troubles }) => troubles)).toEqual([]);
        return ended.reduce((sum, { suffered }) => sum + suffered, 0);
      };
      try {
        points.kills += await suffer(killed.kills());
        if (CUT.has(scenario.operation)) points.cuts += await suffer(killed.cuts());
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
    if (EVERY === 1) expect(points.kills).toBeGreaterThanOrEqual(300);
  });
});
