import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import type { Command, Outcome } from "./serve";

type Ended = { killed: true } | ({ killed: false } & Outcome);

/** Child processes of one bundle, started ahead so that a point costs no start. One that was killed is replaced. */
export class Children {
  private readonly waiting: Promise<ChildProcess>[] = [];
  private readonly all = new Set<ChildProcess>();

  constructor(
    private readonly file: string,
    ahead = 2,
  ) {
    for (let i = 0; i < ahead; i++) this.waiting.push(this.launch());
  }

  async run(command: Command): Promise<Ended> {
    const child = await this.take();
    const { promise, resolve } = Promise.withResolvers<Ended>();
    const answered = (outcome: unknown) => resolve({ killed: false, ...(outcome as Outcome) });
    const died = () => resolve({ killed: true });
    child.once("message", answered).once("exit", died);
    child.send(command);
    const ended = await promise;
    child.off("message", answered).off("exit", died);
    this.waiting.push(ended.killed ? this.launch() : Promise.resolve(child));
    return ended;
  }

  /** One that is alive: what was left of an operation may have ended a child after it had answered. */
  private async take(): Promise<ChildProcess> {
    for (;;) {
      const child = await (this.waiting.shift() ?? this.launch());
      if (child.connected) return child;
    }
  }

  async stop(): Promise<void> {
    await Promise.allSettled(this.waiting);
    for (const child of this.all) child.kill("SIGKILL");
  }

  private async launch(): Promise<ChildProcess> {
    const env = { ...process.env, TZ: "UTC", LOG_LEVEL: "silent" };
    const child = fork(this.file, { serialization: "advanced", execArgv: [], env });
    this.all.add(child);
    child.once("exit", () => this.all.delete(child));
    await once(child, "message");
    return child;
  }
}
