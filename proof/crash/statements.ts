import pg from "pg";

export interface Fault {
  /** Counted from the operation's first statement or request, from 1. */
  statement: number;
  /**
   * SIGKILL of this process before the statement leaves it, when it has been sent and the answer is not back, or after the answer; or
   * the server ends the connection before it.
   */
  when: "before" | "sent" | "after" | "terminated before";
}

type Query = (...args: unknown[]) => unknown;
const plain = pg.Client.prototype.query as unknown as Query;

/** Counts what a process sends to PostgreSQL, and over HTTP where that is told of too, and brings a fault at one of the statements. Every client of the process goes through it. */
export class Statements {
  readonly texts: string[] = [];
  fault: Fault | null = null;
  /** Called before a statement is sent; a race is arranged by waiting here. */
  pause: ((text: string, client: pg.Client) => Promise<void>) | null = null;
  private counting = false;

  constructor(private readonly url: () => string) {
    const statements = this;
    pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
      return statements.counting ? statements.send(this, args) : plain.apply(this, args);
    } as typeof pg.Client.prototype.query;
  }

  start(fault: Fault | null) {
    this.texts.length = 0;
    this.fault = fault;
    this.counting = true;
  }

  stop() {
    this.counting = false;
    this.fault = null;
  }

  /** One more that is about to leave the process; answers what is to happen to it later on. Nothing is while nobody counts. */
  count(text: string): Fault["when"] | null {
    if (!this.counting) return null;
    this.texts.push(text);
    const when = this.fault?.statement === this.texts.length ? this.fault.when : null;
    if (when === "before") die();
    return when;
  }

  private send(client: pg.Client, args: unknown[]): unknown {
    const [first] = args;
    const text = typeof first === "string" ? first : String((first as { text: string }).text);
    const when = this.count(text);
    const callback = args.at(-1);
    if (typeof callback === "function") {
      const answered = (...answer: unknown[]) => void this.after(when).then(() => callback(...answer));
      void this.ahead(when, text, client).then(() => plain.call(client, ...args.slice(0, -1), answered));
      return undefined;
    }
    return this.ahead(when, text, client)
      .then(() => {
        const sent = plain.apply(client, args);
        if (when === "sent") die();
        return sent;
      })
      .then(async (answer) => {
        await this.after(when);
        return answer;
      });
  }

  private async ahead(when: Fault["when"] | null, text: string, client: pg.Client) {
    await this.pause?.(text, client);
    if (when === "terminated before") await this.terminate(client);
  }

  private async after(when: Fault["when"] | null) {
    if (when === "after") die();
  }

  private async terminate(client: pg.Client) {
    const { processID } = client as unknown as { processID: number };
    const other = new pg.Client({ connectionString: this.url() });
    other.on("error", () => undefined);
    try {
      await other.connect();
      await plain.call(other, "SELECT pg_terminate_backend($1, 2000)", [processID]);
      await other.end();
    } catch {
      // A statement beside this one has failed of the lost connection, the operation was done again, and its database is dropped already.
    }
  }
}

export function die(): void {
  process.kill(process.pid, "SIGKILL");
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}
