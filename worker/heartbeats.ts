import type { Database } from "@/db/client";
import {
  type Heartbeat,
  recordHeartbeats,
  removeDeadHeartbeats,
  tellStopped,
} from "@/lib/operations/record-heartbeats";
import type { Job } from "./job";

const flushEveryMs = 5_000;
const longestError = 300;

interface Told {
  everyMs: number;
  startedAt: number | null;
  finishedAt: number | null;
  failedAt: number | null;
  durationMs: number | null;
  consecutiveFailures: number;
  error: string | null;
  hasNews: boolean;
}

/** What this worker's jobs did, kept in memory and told to the database every few seconds, whatever is new of them in one statement. */
export class Heartbeats {
  private readonly told: Map<string, Told>;
  private timer: NodeJS.Timeout | undefined;
  private flushing: Promise<void> = Promise.resolve();

  constructor(
    private readonly db: Database,
    readonly workerId: string,
    jobs: readonly Pick<Job, "name" | "everyMs">[],
    private readonly onFailure: (error: unknown) => void,
  ) {
    const never = { startedAt: null, finishedAt: null, failedAt: null, durationMs: null, error: null };
    this.told = new Map(
      jobs.map(({ name, everyMs }) => [name, { ...never, everyMs, consecutiveFailures: 0, hasNews: true }]),
    );
  }

  start(): void {
    this.flushing = removeDeadHeartbeats(this.db).catch(this.onFailure);
    this.timer = setInterval(() => this.flush(), flushEveryMs);
    this.flush();
  }

  /** Tells what is left, and that nobody need wait for this worker. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.flush();
    await tellStopped(this.db, this.workerId).catch(this.onFailure);
  }

  began(job: string): void {
    this.change(job, { startedAt: performance.now() });
  }

  /** Answers how long the round took, milliseconds. */
  finished(job: string): number {
    const now = performance.now();
    const durationMs = this.durationOf(job, now);
    this.change(job, { finishedAt: now, durationMs, consecutiveFailures: 0, error: null });
    return durationMs;
  }

  failed(job: string, error: unknown): { durationMs: number; failures: number } {
    const now = performance.now();
    const durationMs = this.durationOf(job, now);
    const failures = (this.told.get(job)?.consecutiveFailures ?? 0) + 1;
    this.change(job, { failedAt: now, durationMs, consecutiveFailures: failures, error: wordsOf(error) });
    return { durationMs, failures };
  }

  private durationOf(job: string, now: number): number {
    return Math.round(now - (this.told.get(job)?.startedAt ?? now));
  }

  private change(job: string, news: Partial<Told>): void {
    const told = this.told.get(job);
    if (told) Object.assign(told, news, { hasNews: true });
  }

  /** One at a time. What could not be told is told with the next. */
  private flush(): Promise<void> {
    this.flushing = this.flushing.then(async () => {
      const news = [...this.told].filter(([, told]) => told.hasNews);
      for (const [, told] of news) told.hasNews = false;
      const now = performance.now();
      await recordHeartbeats(
        this.db,
        this.workerId,
        news.map(([job, told]) => toBeat(job, told, now)),
      ).catch((error: unknown) => {
        for (const [, told] of news) told.hasNews = true;
        this.onFailure(error);
      });
    });
    return this.flushing;
  }
}

function toBeat(job: string, told: Told, now: number): Heartbeat {
  const ago = (at: number | null) => at && now - at;
  const { everyMs, durationMs, consecutiveFailures, error } = told;
  const ages = {
    startedAgoMs: ago(told.startedAt),
    finishedAgoMs: ago(told.finishedAt),
    failedAgoMs: ago(told.failedAt),
  };
  return { job, everyMs: Math.min(everyMs, 2_147_483_647), ...ages, durationMs, consecutiveFailures, error };
}

/** drizzle puts a failed query's values into its message; its cause says what went wrong without them. */
function wordsOf(error: unknown): string {
  const told = error instanceof Error && "query" in error && error.cause instanceof Error ? error.cause : error;
  return (told instanceof Error ? told.message : String(told)).slice(0, longestError);
}
