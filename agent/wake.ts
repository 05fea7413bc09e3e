/** A sleep that another part can cut short; a wake before the sleep is not lost. */
export class Wake {
  #isPending = false;
  #resolve: (() => void) | null = null;

  wake(): void {
    this.#isPending = true;
    this.#resolve?.();
  }

  async wait(timeoutMs: number, signal: AbortSignal): Promise<void> {
    if (!this.#isPending && !signal.aborted) {
      await new Promise<void>((settle) => {
        const finish = () => {
          clearTimeout(timer);
          signal.removeEventListener("abort", finish);
          this.#resolve = null;
          settle();
        };
        const timer = setTimeout(finish, timeoutMs);
        signal.addEventListener("abort", finish, { once: true });
        this.#resolve = finish;
      });
    }
    this.#isPending = false;
  }
}
