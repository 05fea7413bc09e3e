type Stop = () => Promise<unknown>;

const order = ["agents", "worker", "web", "stripe", "mail", "engines", "postgres"] as const;
export type Rank = (typeof order)[number];

const sameSignalMs = 1_000;

/** What has been started, and how to stop it in order: who uses something is stopped before it. */
export class Shutdown {
  private readonly stops = new Map<Rank, Stop[]>();
  private readonly kills: (() => void)[] = [];
  private firstSignalAt: number | null = null;
  private running: Promise<void> | null = null;

  constructor(private readonly print: (line: string) => void) {}

  get isUnderWay(): boolean {
    return this.running !== null;
  }

  add(rank: Rank, stop: Stop, kill?: () => void): void {
    this.stops.set(rank, [...(this.stops.get(rank) ?? []), stop]);
    if (kill) this.kills.push(kill);
  }

  /** npm passes on the Ctrl-C that the terminal has sent already, so two within a second are one. */
  handleSignals(onStopped: () => void): void {
    const onSignal = () => {
      const now = performance.now();
      if (this.firstSignalAt === null) {
        this.firstSignalAt = now;
        this.print("\nStopping (Ctrl-C again to stop at once).");
        void this.run().then(onStopped);
      } else if (now - this.firstSignalAt > sameSignalMs) {
        this.print("Stopped at once; the next `npm run up` clears what is left.");
        this.killAll();
        process.exit(1);
      }
    };
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, onSignal);
    // npm or its shell was killed: nobody is left to press Ctrl-C.
    process.on("disconnect", onSignal);
  }

  run(): Promise<void> {
    this.running ??= this.stopAll();
    return this.running;
  }

  killAll(): void {
    for (const kill of this.kills) kill();
  }

  private async stopAll(): Promise<void> {
    for (const rank of order) {
      const results = await Promise.allSettled((this.stops.get(rank) ?? []).map((stop) => stop()));
      for (const result of results) {
        if (result.status === "rejected") this.print(`Stopping ${rank}: ${String(result.reason)}`);
      }
    }
  }
}
