/** Stripe's time: real time and what an admin has added to it. */
export class Clock {
  constructor(public offsetMs = 0) {}

  static startingAt(startsAt: Date | undefined): Clock {
    return new Clock(startsAt ? startsAt.getTime() - Date.now() : 0);
  }

  nowMs(): number {
    return Date.now() + this.offsetMs;
  }

  /** Unix seconds, as v1 writes instants. */
  now(): number {
    return Math.floor(this.nowMs() / 1000);
  }

  iso(): string {
    return new Date(this.nowMs()).toISOString();
  }

  advance(seconds: number): void {
    this.offsetMs += seconds * 1000;
  }
}
