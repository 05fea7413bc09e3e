import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  judgeOpinions,
  mayRunAgain,
  PROBE_QUORUM,
  type ProbeOpinion,
  type ProbeTally,
  probeState,
  unreachableFrom,
} from "./reachability";

const now = new Date("2026-05-01T12:00:00.000Z");
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1_000);

const probe = (name: string, change: Partial<ProbeTally> = {}): ProbeTally => ({
  name,
  beatAt: ago(2),
  stoppedAt: null,
  operators: 1,
  operatorsFailing: 0,
  ...change,
});
const answering = (name: string, change: Partial<ProbeOpinion> = {}): ProbeOpinion => ({
  probe: name,
  lookedAt: ago(5),
  answeredAt: ago(5),
  failingSince: null,
  failures: 0,
  reason: null,
  ...change,
});
const failing = (name: string, failures: number, sinceAgo = 20): ProbeOpinion =>
  answering(name, { failures, failingSince: ago(sinceAgo), answeredAt: ago(30), reason: "no answer in time" });
const verdict = (opinions: ProbeOpinion[], probes = opinions.map((one) => probe(one.probe))) =>
  judgeOpinions(opinions, probes, now).verdict;

describe("a probe", () => {
  test("is live for 30 s after it was heard of, and not once it was stopped", () => {
    expect(probeState(probe("a", { beatAt: ago(30) }), now)).toBe("live");
    expect(probeState(probe("a", { beatAt: ago(31) }), now)).toBe("silent");
    expect(probeState(probe("a", { stoppedAt: ago(1) }), now)).toBe("stopped");
  });

  test("that reaches most operators' hosts no more is cut off itself, unless there are too few to compare", () => {
    const of = (operators: number, operatorsFailing: number) =>
      probeState(probe("a", { operators, operatorsFailing }), now);
    expect(of(3, 2)).toBe("distrusted");
    expect(of(4, 2)).toBe("live");
    expect(of(2, 2)).toBe("live");
  });
});

describe("opinions", () => {
  test("of a majority of two or more decide, after two failed looks in a row", () => {
    expect(verdict([failing("a", 2), failing("b", 2)])).toBe("silent");
    expect(verdict([failing("a", 2), failing("b", 1)])).toBe("split");
    expect(verdict([failing("a", 9), answering("b")])).toBe("split");
    expect(verdict([failing("a", 2), failing("b", 2), answering("c")])).toBe("silent");
    expect(verdict([failing("a", 2), answering("b"), answering("c")])).toBe("answers");
    expect(verdict([answering("a"), answering("b")])).toBe("answers");
  });

  test("do not count where the probe is silent, cut off, or has not renewed them", () => {
    const both = [failing("a", 5), failing("b", 5)];
    expect(verdict(both, [probe("a"), probe("b", { beatAt: ago(31) })])).toBe("unknown");
    expect(verdict(both, [probe("a"), probe("b", { operators: 5, operatorsFailing: 5 })])).toBe("unknown");
    expect(verdict(both, [probe("a")])).toBe("unknown");
    expect(verdict([failing("a", 5), { ...failing("b", 5), lookedAt: ago(31) }])).toBe("unknown");
  });

  test("date the silence to when a majority had begun to fail", () => {
    const opinions = [failing("a", 9, 90), failing("b", 3, 25), failing("c", 2, 15)];
    expect(
      judgeOpinions(
        opinions,
        opinions.map((one) => probe(one.probe)),
        now,
      ).silentSince,
    ).toEqual(ago(25));
  });
});

const opinion = (name: string) =>
  fc
    .record({
      failures: fc.integer({ min: 0, max: 5 }),
      looked: fc.integer({ min: 0, max: 60 }),
      since: fc.integer({ min: 60, max: 600 }),
    })
    .map(({ failures, looked, since }) =>
      answering(name, { failures, lookedAt: ago(looked), failingSince: failures > 0 ? ago(since) : null }),
    );
const tally = (name: string) =>
  fc
    .record({
      beat: fc.integer({ min: 0, max: 60 }),
      operators: fc.integer({ min: 0, max: 6 }),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    })
    .map(({ beat, operators, share }) =>
      probe(name, { beatAt: ago(beat), operators, operatorsFailing: Math.round(operators * share) }),
    );
const names = ["a", "b", "c", "d", "e"];
const world = fc.tuple(fc.tuple(...names.map(opinion)), fc.tuple(...names.map(tally)), fc.integer({ min: 0, max: 5 }));

describe("whatever the probes say", () => {
  test("no one of them alone makes an instance unreachable, however long it fails and whatever the others are", () => {
    fc.assert(
      fc.property(world, fc.integer({ min: 0, max: 4 }), ([opinions, probes, count], at) => {
        const some = opinions
          .slice(0, count)
          .map((one, index) => (index === at ? one : { ...one, failures: Math.min(one.failures, 1) }));
        expect(judgeOpinions(some, probes, now).verdict).not.toBe("silent");
      }),
    );
  });

  test("silence is what two or more say, and more of those that count than not", () => {
    fc.assert(
      fc.property(world, ([opinions, probes]) => {
        const { verdict: said, failing: no, of } = judgeOpinions(opinions, probes, now);
        expect(said === "silent").toBe(of >= PROBE_QUORUM && no * 2 > of);
      }),
    );
  });

  test("the order in which they are read changes nothing, and the silence begins with one of them", () => {
    fc.assert(
      fc.property(world, ([opinions, probes, count]) => {
        const some = opinions.slice(0, count);
        const judged = judgeOpinions(some, probes, now);
        expect(judgeOpinions(some.toReversed(), probes.toReversed(), now)).toMatchObject({
          verdict: judged.verdict,
          silentSince: judged.silentSince,
        });
        expect(judged.silentSince !== null).toBe(judged.verdict === "silent");
        if (judged.silentSince) expect(some.map(({ failingSince }) => failingSince)).toContainEqual(judged.silentSince);
      }),
    );
  });

  test("one that answers again never turns a verdict towards silence", () => {
    fc.assert(
      fc.property(world, fc.integer({ min: 0, max: 4 }), ([opinions, probes], at) => {
        const better = opinions.map((one, index) =>
          index === at ? answering(one.probe, { lookedAt: one.lookedAt }) : one,
        );
        const order = ["silent", "split", "answers"];
        const [before, after] = [opinions, better].map((told) => judgeOpinions(told, probes, now).verdict);
        if (before !== "unknown") expect(order.indexOf(after!)).toBeGreaterThanOrEqual(order.indexOf(before!));
      }),
    );
  });

  test("unreachable begins on a whole second, never before what is billed or what was decided before", () => {
    const seconds = fc.integer({ min: 0, max: 7_200 });
    fc.assert(
      fc.property(
        seconds,
        seconds,
        seconds,
        fc.integer({ min: 0, max: 999 }),
        fc.boolean(),
        (a, b, c, ms, answered) => {
          const silentSince = new Date(ago(a).getTime() + ms);
          const span = { from: ago(b), billedThrough: ago(c) };
          const from = unreachableFrom(silentSince, answered, span);
          expect(from.getTime() % 1_000).toBe(0);
          expect(from.getTime()).toBeGreaterThanOrEqual(Math.max(span.from.getTime(), span.billedThrough.getTime()));
          if (from > span.from && from > span.billedThrough) expect(from <= silentSince).toBe(true);
        },
      ),
    );
  });
});

test("an instance that no probe ever reached was unreachable from its start, and one that failed later from then on", () => {
  const span = { from: ago(60), billedThrough: ago(300) };
  expect(unreachableFrom(ago(52), false, span)).toEqual(ago(60));
  expect(unreachableFrom(ago(52), true, span)).toEqual(ago(52));
  expect(unreachableFrom(ago(20), false, span)).toEqual(ago(20));
});

test("the host's word brings back what no quorum contradicts; probes that declared it have to agree again", () => {
  expect(mayRunAgain("answers", true)).toBe(true);
  expect(mayRunAgain("split", true)).toBe(false);
  expect(mayRunAgain("split", false)).toBe(true);
  expect(mayRunAgain("silent", false)).toBe(false);
  expect(mayRunAgain("unknown", true)).toBe(true);
});
