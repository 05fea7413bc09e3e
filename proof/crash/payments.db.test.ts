import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isWholeProof, sampleOf, seedOf } from "@/db/testing/seed";
import { type Bundle, bundleChild } from "./bundle";
import { Children } from "./children";
import { KilledPayment } from "./killed-payment";
import { PAYMENT_SCENARIOS } from "./payment-scenarios";
import { isRequest } from "./requests";

const AT_ONCE = 4;
/** Where the proof is not whole, one point in so many. */
const EVERY = Number(process.env.PROOF_EVERY ?? 4);

let bundle: Bundle;
let children: Children;
const points = { kills: 0, requests: 0, all: 0 };
const { seed } = seedOf("crash points with Stripe");

beforeAll(async () => {
  bundle = await bundleChild([], "payment-child.ts");
  children = new Children(bundle.file, AT_ONCE + 1);
});
afterAll(async () => {
  await children.stop();
  bundle.remove();
});

describe("killed at any statement and any request to Stripe, it leaves nothing that the reconciler does not resolve", () => {
  test.each(PAYMENT_SCENARIOS)(
    "$name",
    async (scenario) => {
      const begun = performance.now();
      const killed = await KilledPayment.prepare(children, scenario);
      try {
        expect(killed.made.filter((line) => !line.includes("balance")).sort()).toEqual([...scenario.makes].sort());
        const faults = sampleOf(killed.kills(), EVERY, seed);
        const lanes = Array.from({ length: AT_ONCE }, (_, lane) => faults.filter((_, at) => at % AT_ONCE === lane));
        const ended = await Promise.all(lanes.map((lane) => killed.sufferAll(lane)));
        const once = killed.seenOnce();
        const more = await killed.sufferAll(once);
        expect([...ended.flat(), ...more]).toEqual([]);
        const requests = killed.points.filter(isRequest).length;
        points.all += killed.kills().length;
        points.kills += faults.length + once.length;
        points.requests += requests;
        const seconds = Math.round((performance.now() - begun) / 1_000);
        console.log(
          `${scenario.name}: ${faults.length + once.length} kills around ${killed.points.length - requests} statements and ${requests} requests left ${killed.settled.size} states, ${seconds} s`,
        );
      } finally {
        await killed.drop();
      }
    },
    600_000,
  );

  test("of 400 points or more", () => {
    console.log(
      `crash points with Stripe: ${points.kills} kills of ${points.all}, of ${points.requests} requests among the statements, in ${PAYMENT_SCENARIOS.length} scenarios`,
    );
    expect(points.all).toBeGreaterThanOrEqual(400);
    expect(points.kills).toBeGreaterThanOrEqual(
      isWholeProof ? points.all : Math.floor(points.all / EVERY) - PAYMENT_SCENARIOS.length,
    );
  });
});
