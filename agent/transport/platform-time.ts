import { ANSWER_HEADERS } from "@/lib/core/contracts/agent-process";

interface Sample {
  /** The platform's time at our monotonic zero, milliseconds. */
  zeroMs: number;
  /** How far off that may be. */
  doubtMs: number;
}

const SAMPLES = 8;
/** `Date` has whole seconds. */
const DATE_DOUBT_MS = 500;

/**
 * What time the platform has, from its answers, by this process' monotonic clock: messages are stamped with it, so that a host whose own
 * clock is wrong is heard all the same. Of the last answers the quickest is believed; one that none of them bears out starts afresh, as
 * after a sleep, in which the monotonic clock stands still.
 */
export class PlatformTime {
  #samples: Sample[] = [];
  readonly #monotonicMs: () => number;
  readonly #wallMs: () => number;

  constructor(monotonicMs = () => performance.now(), wallMs = () => Date.now()) {
    this.#monotonicMs = monotonicMs;
    this.#wallMs = wallMs;
  }

  /** `sentMs`: the monotonic clock as the request went out. */
  learn(answered: Headers, sentMs: number): void {
    const precise = answered.get(ANSWER_HEADERS.time);
    const said = Date.parse(precise ?? answered.get("date") ?? "");
    if (Number.isNaN(said)) return;
    const receivedMs = this.#monotonicMs();
    const halfTripMs = (receivedMs - sentMs) / 2;
    const doubtMs = halfTripMs + (precise === null ? DATE_DOUBT_MS : 0);
    const sample = { zeroMs: said + halfTripMs - receivedMs + (precise === null ? DATE_DOUBT_MS : 0), doubtMs };
    const agrees = (other: Sample) => Math.abs(other.zeroMs - sample.zeroMs) <= other.doubtMs + doubtMs + DATE_DOUBT_MS;
    this.#samples = [...this.#samples.filter(agrees), sample].slice(-SAMPLES);
  }

  /** What a message is stamped with, and what this host's own clock says; the same where nothing better is known. */
  stamp(): { timestamp: string; clock: string } {
    const clock = new Date(this.#wallMs()).toISOString();
    const [best] = this.#samples.toSorted((a, b) => a.doubtMs - b.doubtMs);
    if (!best) return { timestamp: clock, clock };
    return { timestamp: new Date(this.#monotonicMs() + best.zeroMs).toISOString(), clock };
  }
}
