import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, fstatSync, openSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { tailOf } from "./logs";
import { type ProcessBook, signalGroup } from "./process-record";

export interface ChildSpec {
  name: string;
  args: string[];
  env: NodeJS.ProcessEnv;
  /** Null: started again with growing pauses when it ends by itself. Else called instead. */
  onEnd: (() => void) | null;
}

export interface Surroundings {
  root: string;
  logDir: string;
  book: ProcessBook;
  print(line: string): void;
}

const firstPauseMs = 1_000;
const longestPauseMs = 30_000;
const steadyAfterMs = 60_000;
const graceMs = 8_000;

/** One Node process with its own log file and process group, watched until `stop`. */
export class SupervisedChild {
  private child: ChildProcess | null = null;
  private ended: Promise<void> = Promise.resolve();
  private isStopping = false;
  private pauseMs = firstPauseMs;
  private logStart = 0;

  constructor(
    private readonly spec: ChildSpec,
    private readonly around: Surroundings,
  ) {}

  get name(): string {
    return this.spec.name;
  }

  get isRunning(): boolean {
    return this.child !== null;
  }

  get logFile(): string {
    return path.join(this.around.logDir, `${this.spec.name}.log`);
  }

  /** The end of what this start of it has logged. */
  tail(): string {
    return tailOf(this.logFile, this.logStart);
  }

  start(): void {
    const log = openSync(this.logFile, "a");
    this.logStart = fstatSync(log).size;
    const startedAtMs = Date.now();
    const child = spawn(process.execPath, this.spec.args, {
      cwd: this.around.root,
      env: this.spec.env,
      detached: true,
      stdio: ["ignore", log, log],
    });
    closeSync(log);
    this.child = child;
    const { pid } = child;
    if (pid !== undefined) this.around.book.add(this.spec.name, pid);
    this.ended = new Promise((resolve) => {
      child.once("error", () => resolve());
      child.once("exit", (code, signal) => {
        if (pid !== undefined) this.around.book.remove(pid);
        this.child = null;
        resolve();
        if (!this.isStopping) this.afterEnd(signal ?? `exit ${code}`, Date.now() - startedAtMs);
      });
    });
  }

  async stop(): Promise<void> {
    this.isStopping = true;
    const pid = this.child?.pid;
    if (pid === undefined) return;
    signalGroup(pid, "SIGTERM");
    const cancel = new AbortController();
    const late = sleep(graceMs, "late", { signal: cancel.signal }).catch(() => "ended");
    if ((await Promise.race([this.ended, late])) === "late") signalGroup(pid, "SIGKILL");
    cancel.abort();
    await this.ended;
  }

  kill(): void {
    this.isStopping = true;
    if (this.child?.pid !== undefined) signalGroup(this.child.pid, "SIGKILL");
  }

  private afterEnd(how: string, aliveMs: number): void {
    const { print } = this.around;
    print(`\n${this.name} ended by itself (${how}). The end of ${path.relative(this.around.root, this.logFile)}:`);
    print(this.tail());
    if (this.spec.onEnd) {
      this.spec.onEnd();
      return;
    }
    if (aliveMs > steadyAfterMs) this.pauseMs = firstPauseMs;
    print(`${this.name} starts again in ${this.pauseMs / 1000} s.`);
    setTimeout(() => {
      if (!this.isStopping) this.start();
    }, this.pauseMs).unref();
    this.pauseMs = Math.min(this.pauseMs * 2, longestPauseMs);
  }
}
