/** Both of the host's clocks at one moment. */
export interface Moment {
  wallMs: number;
  monotonicMs: number;
}

export const currentMoment = (): Moment => ({ wallMs: Date.now(), monotonicMs: performance.now() });

export interface ClockSubject {
  containerId: string;
  startedAt: string | null;
  finishedAt: string | null;
  /** False: it has ended, and nobody saw when. */
  isEndKnown?: boolean;
}

const since = (instant: string | null, moment: Moment) =>
  instant === null ? null : Math.max(0, moment.wallMs - Date.parse(instant));

/**
 * How long a container runs, or ran. The wall clock is asked once, at first sight of the start and of the end; from there on
 * the monotonic clock counts, so that a step of the wall clock makes no time.
 */
export class ContainerClock {
  readonly containerId: string;
  readonly startedAt: string | null;
  readonly #firstSight: Moment;
  readonly #uptimeAtFirstSight: number | null;
  #end: { seen: Moment; agoMs: number | null; uptimeMs: number | null } | null = null;

  constructor(subject: ClockSubject, moment: Moment) {
    this.containerId = subject.containerId;
    this.startedAt = subject.startedAt;
    this.#firstSight = moment;
    if (subject.isEndKnown === false) {
      this.#uptimeAtFirstSight = null;
      this.#end = { seen: moment, agoMs: null, uptimeMs: null };
    } else if (subject.finishedAt !== null && subject.startedAt !== null) {
      // nobody watched it run: the engine's own two instants are all there is
      const ranMs = Math.max(0, Date.parse(subject.finishedAt) - Date.parse(subject.startedAt));
      this.#uptimeAtFirstSight = ranMs;
      this.#end = { seen: moment, agoMs: since(subject.finishedAt, moment), uptimeMs: ranMs };
    } else {
      this.#uptimeAtFirstSight = since(subject.startedAt, moment);
    }
  }

  isFor(subject: ClockSubject): boolean {
    return this.containerId === subject.containerId && this.startedAt === subject.startedAt;
  }

  /** Idempotent: the first word on the end holds. `finishedAt` null: the container is gone, and ended by now. */
  markEnded(finishedAt: string | null, moment: Moment): void {
    if (this.#end) return;
    const agoMs = since(finishedAt, moment) ?? 0;
    const running = this.#runningMs(moment);
    this.#end = { seen: moment, agoMs, uptimeMs: running === null ? null : Math.max(0, running - agoMs) };
  }

  /** It has ended, and nobody saw when: it proves nothing any more, not even how long it ran. */
  forgetEnd(moment: Moment): void {
    this.#end ??= { seen: moment, agoMs: null, uptimeMs: null };
  }

  uptimeMs(moment: Moment): number | null {
    const value = this.#end ? this.#end.uptimeMs : this.#runningMs(moment);
    return value === null ? null : Math.floor(value);
  }

  endedAgoMs(moment: Moment): number | null {
    if (!this.#end || this.#end.agoMs === null) return null;
    return Math.floor(this.#end.agoMs + moment.monotonicMs - this.#end.seen.monotonicMs);
  }

  #runningMs(moment: Moment): number | null {
    if (this.#uptimeAtFirstSight === null) return null;
    return this.#uptimeAtFirstSight + moment.monotonicMs - this.#firstSight.monotonicMs;
  }
}
