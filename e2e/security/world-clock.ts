import pg from "pg";
import type { Context } from "@/lib/context";

/** The platform's clock of one installation, put into the past while things are made that must be old, and set right again. */
export class WorldClock {
  #now: Date;
  #isRestored = false;

  private constructor(
    readonly ownerUrl: string,
    private readonly original: string,
    start: Date,
  ) {
    this.#now = start;
  }

  static async install(ownerUrl: string, start: Date): Promise<WorldClock> {
    const [row] = await run(ownerUrl, "select pg_get_functiondef('platform_now'::regproc) as text");
    const clock = new WorldClock(ownerUrl, String(row?.text), start);
    await clock.set(start);
    return clock;
  }

  get now(): Date {
    return this.#isRestored ? new Date() : this.#now;
  }

  /** The same context, always at the time that this clock says. */
  follow<C extends Context>(ctx: C): C {
    return Object.defineProperty({ ...ctx }, "now", { get: () => this.now, enumerable: true });
  }

  async set(at: Date): Promise<void> {
    this.#now = at;
    if (this.#isRestored) throw new Error("The clock is the database's own again.");
    await run(
      this.ownerUrl,
      `create or replace function platform_now() returns timestamptz language sql volatile as $$ select '${at.toISOString()}'::timestamptz $$`,
    );
  }

  /** Once the clock is right, time passes by itself. */
  async pass(seconds: number): Promise<void> {
    if (!this.#isRestored) await this.set(new Date(this.#now.getTime() + seconds * 1_000));
  }

  async restore(): Promise<void> {
    await run(this.ownerUrl, this.original);
    this.#isRestored = true;
  }
}

async function run(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}
