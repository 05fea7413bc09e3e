import { describe, expect, test } from "vitest";
import { type HeartbeatRow, jobStandings, workerStandings } from "./job-standings";

const now = new Date("2026-05-01T12:00:00Z");
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1_000);
const row = (over: Partial<HeartbeatRow>): HeartbeatRow => ({
  workerId: "wrk_a",
  job: "bill",
  everyMs: 5_000,
  beatAt: ago(2),
  stoppedAt: null,
  startedAt: ago(4),
  finishedAt: ago(3),
  failedAt: null,
  durationMs: 100,
  consecutiveFailures: 0,
  error: null,
  ...over,
});
const only = (rows: HeartbeatRow[]) => jobStandings(rows, now)[0]!;

describe("a worker", () => {
  test("lives while it tells of any job, and not once it was stopped", () => {
    const rows = [
      row({ beatAt: ago(300) }),
      row({ job: "mail", beatAt: ago(29) }),
      row({ workerId: "wrk_b", beatAt: ago(31) }),
      row({ workerId: "wrk_c", stoppedAt: ago(1) }),
    ];
    const alive = workerStandings(rows, now).map(({ workerId, isAlive, isStopped }) => [workerId, isAlive, isStopped]);
    expect(alive.sort()).toEqual([
      ["wrk_a", true, false],
      ["wrk_b", false, false],
      ["wrk_c", false, true],
    ]);
  });
});

describe("a job", () => {
  test("is on time within a minute, and late after it", () => {
    expect(only([row({ finishedAt: ago(60) })]).isLate).toBe(false);
    expect(only([row({ finishedAt: ago(61) })])).toMatchObject({ isLate: true, lagMs: 61_000 });
  });

  test("may take three of its pauses, or twice its longest round more", () => {
    expect(only([row({ everyMs: 60_000, finishedAt: ago(180) })]).isLate).toBe(false);
    expect(only([row({ everyMs: 60_000, finishedAt: ago(181) })]).isLate).toBe(true);
    expect(only([row({ everyMs: 60_000, finishedAt: ago(380), durationMs: 100_000 })]).isLate).toBe(false);
  });

  test("is on time where any worker does it, though another's hangs", () => {
    expect(only([row({ finishedAt: ago(4_000) }), row({ workerId: "wrk_b" })]).isLate).toBe(false);
  });

  test("that never went well is as late as its first try, however often workers were started since", () => {
    const tries = [row({ finishedAt: null, startedAt: ago(900), beatAt: ago(900) })];
    const now2 = row({ workerId: "wrk_b", finishedAt: null, startedAt: ago(1), consecutiveFailures: 1 });
    expect(only([...tries, now2])).toMatchObject({ isLate: true, lagMs: 900_000, consecutiveFailures: 1 });
  });

  test("that no live worker has any more is not missed", () => {
    const rows = [row({ job: "removed", beatAt: ago(4_000), finishedAt: ago(4_000) }), row({ workerId: "wrk_b" })];
    expect(jobStandings(rows, now).map(({ job }) => job)).toEqual(["bill"]);
  });

  test("is shown by its last rows where no worker lives", () => {
    expect(only([row({ beatAt: ago(500), finishedAt: ago(500) })]).isLate).toBe(true);
  });
});
