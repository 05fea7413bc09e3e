import { asc, eq } from "drizzle-orm";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { probeChanges, probeOpinions } from "@/db/schema";
import { Scene } from "@/db/testing/scene";
import type { ProbeTarget } from "./probe-targets";
import { tallyOf } from "./record-looks";
import { TestProbes } from "./testing/probes";
import type { Lease } from "./types";

let scene: Scene;
let lease: Lease;
let made = 0;

beforeAll(async () => {
  scene = await Scene.open(new Date("2026-03-01T10:05:00.250Z"));
  lease = await scene.buyer.launch(1);
  await scene.pass(2);
  await scene.container(lease).beat();
});
afterAll(() => scene.close());

/** What a probe should think after these looks, ten seconds apart, written down the long way. */
function expected(looks: readonly boolean[], startsAt: Date) {
  const at = (index: number) => new Date(startsAt.getTime() + index * 10_000);
  const last = looks.lastIndexOf(true);
  const failures = looks.length - 1 - last;
  const changes: string[] = [];
  for (let index = 0, isAway = false; index < looks.length; index++) {
    const twice = index > 0 && !looks[index] && !looks[index - 1];
    if (!isAway && twice) changes.push(`${at(index).toISOString()} false`);
    if (isAway && looks[index]) changes.push(`${at(index).toISOString()} true`);
    isAway = looks[index] ? false : isAway || twice;
  }
  return {
    failures,
    failingSince: failures > 0 ? at(last + 1) : null,
    answeredAt: last < 0 ? null : at(last),
    lookedAt: at(looks.length - 1),
    changes,
  };
}

test("whatever it sees in whatever order, a probe's opinion is one row, and a change of mind one more", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.boolean(), { minLength: 1, maxLength: 12 }), async (looks) => {
      const eyes = new TestProbes(scene.database.db);
      made += 1;
      const probe = `p-${made}`;
      await eyes.start(probe);
      const startsAt = scene.now;
      for (const answers of looks) {
        await eyes.round(probe, answers ? {} : { [lease.id]: "no answer in time" });
        await scene.pass(10);
      }
      const [{ failures, failingSince, answeredAt, lookedAt } = {}, ...more] = await scene.database.db
        .select()
        .from(probeOpinions)
        .where(eq(probeOpinions.probe, probe));
      const changes = await scene.database.db
        .select()
        .from(probeChanges)
        .where(eq(probeChanges.probe, probe))
        .orderBy(asc(probeChanges.at));
      expect(more).toEqual([]);
      expect({
        failures,
        failingSince,
        answeredAt,
        lookedAt,
        changes: changes.map(({ at, answers }) => `${at.toISOString()} ${answers}`),
      }).toEqual(expected(looks, startsAt));
    }),
    { numRuns: 15 },
  );
});

test("an operator of whom one instance answers is not away", () => {
  const look = (operatorId: string, failure: string | null) => ({
    target: { operatorId } as ProbeTarget,
    agoMs: 0,
    failure,
  });
  const no = "no answer in time";
  expect(tallyOf([look("a", no), look("a", null), look("b", no), look("b", no), look("c", null)])).toEqual({
    leases: 5,
    failing: 3,
    operators: 3,
    operatorsFailing: 1,
  });
});
