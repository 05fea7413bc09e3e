/** What the rows of the heartbeats mean. Pure, so that each threshold is a test. */
export interface HeartbeatRow {
  workerId: string;
  job: string;
  everyMs: number;
  beatAt: Date;
  stoppedAt: Date | null;
  startedAt: Date | null;
  finishedAt: Date | null;
  failedAt: Date | null;
  durationMs: number | null;
  consecutiveFailures: number;
  error: string | null;
}

export interface JobStanding {
  job: string;
  everyMs: number;
  /** Since a round of it last went well in any worker; null: none has begun. */
  lagMs: number | null;
  lastFinishedAt: Date | null;
  lastFailedAt: Date | null;
  durationMs: number | null;
  /** Of the live worker that fails most. */
  consecutiveFailures: number;
  error: string | null;
  isLate: boolean;
}

export interface WorkerStanding {
  workerId: string;
  beatAt: Date;
  isAlive: boolean;
  /** It was asked to end, and did. */
  isStopped: boolean;
  jobs: number;
  failingJobs: number;
}

/** A worker tells every few seconds; the rest is room for a busy database. */
const aliveWithinMs = 30_000;
const leastLimitMs = 60_000;

const newest = (instants: (Date | null)[]) =>
  instants.reduce<Date | null>((best, at) => (at && (!best || at > best) ? at : best), null);
const oldest = (instants: (Date | null)[]) =>
  instants.reduce<Date | null>((best, at) => (at && (!best || at < best) ? at : best), null);

export function workerStandings(rows: readonly HeartbeatRow[], now: Date): WorkerStanding[] {
  const byWorker = Map.groupBy(rows, (row) => row.workerId);
  return [...byWorker]
    .map(([workerId, own]) => {
      const beatAt = newest(own.map((row) => row.beatAt))!;
      const failingJobs = own.filter((row) => row.consecutiveFailures > 0).length;
      const isStopped = own.some((row) => row.stoppedAt !== null);
      const isAlive = !isStopped && now.getTime() - beatAt.getTime() <= aliveWithinMs;
      return { workerId, beatAt, isAlive, isStopped, jobs: own.length, failingJobs };
    })
    .sort((a, b) => b.beatAt.getTime() - a.beatAt.getTime());
}

/** Of the jobs that a live worker has; where none lives, of all that were ever told of. */
export function jobStandings(rows: readonly HeartbeatRow[], now: Date): JobStanding[] {
  const alive = new Set(workerStandings(rows, now).flatMap((worker) => (worker.isAlive ? [worker.workerId] : [])));
  const current = rows.filter((row) => alive.size === 0 || alive.has(row.workerId));
  const names = [...new Set(current.map((row) => row.job))].sort();
  return names.map((job) =>
    standingOf(
      job,
      rows.filter((row) => row.job === job),
      current.filter((row) => row.job === job),
      now,
    ),
  );
}

function standingOf(job: string, all: HeartbeatRow[], current: HeartbeatRow[], now: Date): JobStanding {
  const lastFinishedAt = newest(all.map((row) => row.finishedAt));
  // A job that never went well is as late as its first try is old, however often workers were started since.
  const since = lastFinishedAt ?? oldest(all.map((row) => row.startedAt));
  const lagMs = since && now.getTime() - since.getTime();
  const everyMs = Math.max(...current.map((row) => row.everyMs));
  const worst = current.reduce((a, b) => (b.consecutiveFailures > a.consecutiveFailures ? b : a));
  const longestMs = Math.max(0, ...all.map((row) => row.durationMs ?? 0));
  const limitMs = Math.max(leastLimitMs, 3 * everyMs + 2 * longestMs);
  return {
    job,
    everyMs,
    lagMs,
    lastFinishedAt,
    lastFailedAt: newest(all.map((row) => row.failedAt)),
    durationMs: worst.durationMs,
    consecutiveFailures: worst.consecutiveFailures,
    error: worst.error,
    isLate: lagMs !== null && lagMs > limitMs,
  };
}
