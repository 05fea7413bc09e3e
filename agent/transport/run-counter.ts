/** Which start of the agent this is; kept on disk, and lower than it should be where the disk was restored from a backup. */
export class RunCounter {
  readonly #raise: (above: number) => Promise<number>;
  #current: number;
  #raising: Promise<void> | null = null;

  /** `raise` writes down and answers a run above the one given. */
  constructor(current: number, raise: (above: number) => Promise<number>) {
    this.#current = current;
    this.#raise = raise;
  }

  get current(): number {
    return this.#current;
  }

  /** Goes on after a run that the platform remembers; both channels may learn of it at once. */
  async goPast(lastRun: number): Promise<void> {
    while (this.#current <= lastRun) {
      this.#raising ??= this.#raise(lastRun)
        .then((run) => {
          this.#current = run;
        })
        .finally(() => {
          this.#raising = null;
        });
      await this.#raising;
    }
  }
}
