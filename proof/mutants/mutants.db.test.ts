import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sampleOf, seedOf } from "@/db/testing/seed";
import { assertFits, bundleChild } from "../crash/bundle";
import { Children } from "../crash/children";
import { KilledAnywhere, unsound } from "../crash/killed";
import { KilledPayment } from "../crash/killed-payment";
import { PAYMENT_SCENARIOS } from "../crash/payment-scenarios";
import { Rehearsal } from "../crash/rehearsal";
import { SCENARIOS } from "../crash/scenarios";
import type { WorldSize } from "../oracle/history";
import { StageTemplate } from "../stage-template";
import { MUTANTS, type Mutant, type Part } from "./mutants";

const PARTS: Part[] = ["oracle", "race", "crash"];
const WORLD: WorldSize = { scripts: 25, hosts: 2, rentedPerHost: 3, steps: 12 };
const SEEDS = [1_117, 2_029, 3_041];
/** Where the proof is not whole, one of so many is put in. */
const EVERY = 2;
/** One customer, with money for one instance. */
const POOR = 3;

let stage: StageTemplate;
let poor: StageTemplate;
beforeAll(async () => {
  stage = await StageTemplate.build({ hosts: 2 });
  const extended = await stage.extend(async (db) => (await Rehearsal.open(db, stage.stage)).leave(POOR, 300_000n));
  poor = extended.template;
});
afterAll(async () => {
  await poor.drop();
  await stage.drop();
});

/** What a part of the harness has against a child's code; empty where it finds nothing. */
const LOOKS: Record<Part, (children: Children, scenario?: string) => Promise<string[]>> = {
  async oracle(children) {
    for (const seed of SEEDS) {
      const troubles = await inCopy(stage, children, "oracle", { seed, size: WORLD });
      if (troubles.length > 0) return troubles;
    }
    return [];
  },
  async race(children) {
    return inCopy(poor, children, "race", { customer: POOR });
  },
  async payment(children, name) {
    const killed = await KilledPayment.prepare(children, PAYMENT_SCENARIOS.find((one) => one.name === name)!);
    try {
      return await killed.sufferAll(killed.kills(), 1);
    } finally {
      await killed.drop();
    }
  },
  async crash(children, first) {
    const order = SCENARIOS.filter(({ name }) => name === first).concat(SCENARIOS.filter(({ name }) => name !== first));
    for (const scenario of order) {
      const killed = await KilledAnywhere.prepare(children, stage, scenario);
      try {
        for (const fault of killed.kills().reverse()) {
          const troubles = await killed.suffer(fault);
          if (troubles.length > 0) return troubles;
        }
      } finally {
        await killed.drop();
      }
    }
    return [];
  },
};

async function inCopy(
  template: StageTemplate,
  children: Children,
  operation: string,
  input: object,
): Promise<string[]> {
  const copy = await template.copy();
  try {
    const command = { url: copy.url, operation, input: { stage: template.stage, ...input }, fault: null };
    const ended = await children.run(command);
    if (ended.killed) return ["the process died"];
    if (ended.error) return [ended.error];
    if (Array.isArray(ended.answer)) return ended.answer as string[];
    const granted = ended.answer === 1 ? [] : [`${ended.answer} launches on a balance for one`];
    return [...granted, ...(await unsound(copy.db))];
  } finally {
    await copy.drop();
  }
}

/** The parts in the order given, until one of them finds something. */
async function judge(parts: readonly Part[], { mutations, scenario }: Partial<Mutant> = {}) {
  for (const part of parts) {
    const bundle = await bundleChild(mutations, part === "payment" ? "payment-child.ts" : "child.ts");
    const children = new Children(bundle.file, 1);
    try {
      const troubles = await LOOKS[part](children, scenario).catch((error: Error) => [error.message]);
      if (troubles.length > 0) return { part, trouble: troubles[0]! };
    } finally {
      await children.stop();
      bundle.remove();
    }
  }
  return null;
}

/** That kills find nothing in it either is the crash test's to say. */
test("the harness has nothing against the code as it is", async () => {
  expect(await judge(["oracle", "race"])).toBeNull();
}, 600_000);

test("each seeded bug still fits the source that it is put into", () => {
  for (const { mutations } of MUTANTS) assertFits(mutations);
});

describe("each seeded bug is caught", () => {
  test.each(sampleOf(MUTANTS, EVERY, seedOf("mutants").seed))(
    "$name",
    async (mutant) => {
      const { name, first } = mutant;
      const others = PARTS.filter((part) => part !== first && first !== "payment");
      const caught = await judge([first, ...others], mutant);
      console.log(`${name}: ${caught ? `${caught.part}: ${caught.trouble.slice(0, 160)}` : "SURVIVES"}`);
      expect(caught).not.toBeNull();
    },
    600_000,
  );

  test("of ten and more", () => {
    console.log(`mutants: ${MUTANTS.length}`);
    expect(MUTANTS.length).toBeGreaterThanOrEqual(10);
  });
});
