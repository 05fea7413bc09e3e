import { spawn } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { projectNode, root } from "@/bin/dependencies.mjs";
import { tailOf } from "@/bin/up/logs";
import { isRunning, ProcessBook, type ProcessRecord, signalGroup, stopRecorded } from "@/bin/up/process-record";

const endLimitMs = 10_000;

/** The stack's own processes by name, told by a file: whoever opens the folder can end what another process started. */
export class StackProcesses {
  readonly #book: ProcessBook;
  readonly #logDir: string;

  constructor(dir: string) {
    this.#book = new ProcessBook(path.join(dir, "processes.json"));
    this.#logDir = path.join(dir, "logs");
  }

  logFile(name: string): string {
    return path.join(this.#logDir, `${name}.log`);
  }

  tail(name: string, lines = 40): string {
    return existsSync(this.logFile(name)) ? tailOf(this.logFile(name), 0, lines) : "";
  }

  /** Marks the calling process as one that this folder belongs to; false where another one holds it. */
  claim(name: string): boolean {
    if (this.find(name)) return false;
    this.#book.add(name, process.pid);
    return true;
  }

  /** Starts the project's Node on `args`, in a group and with a log file of its own. */
  start(name: string, args: string[], env: NodeJS.ProcessEnv): void {
    if (this.find(name)) throw new Error(`${name} runs already.`);
    mkdirSync(this.#logDir, { recursive: true });
    const log = openSync(this.logFile(name), "a");
    const child = spawn(projectNode, args, { cwd: root, env, detached: true, stdio: ["ignore", log, log] });
    closeSync(log);
    if (child.pid === undefined) throw new Error(`${name} could not be started.`);
    this.#book.add(name, child.pid);
    child.unref();
  }

  find(name: string): ProcessRecord | null {
    return this.#book.list().find((record) => record.name === name && isRunning(record)) ?? null;
  }

  /** SIGTERM asks, SIGKILL does not; settles once it is gone, at once where it was not running. */
  async end(name: string, signal: "SIGTERM" | "SIGKILL"): Promise<void> {
    const record = this.find(name);
    if (!record) return;
    signalGroup(record.pid, signal);
    for (const deadline = Date.now() + endLimitMs; isRunning(record) && Date.now() < deadline; ) await sleep(20);
    if (isRunning(record)) signalGroup(record.pid, "SIGKILL");
    this.#book.remove(record.pid);
  }

  /** Ends all but the calling process. */
  async endAll(): Promise<void> {
    const records = this.#book.list().filter((record) => record.pid !== process.pid);
    const rank = ({ name }: ProcessRecord) => ["web", "worker", "stripe", "mail"].indexOf(name) + 1;
    const agents = records.filter((record) => rank(record) === 0);
    await stopRecorded(agents);
    await stopRecorded(records.filter((record) => rank(record) > 0));
    for (const { pid } of records) this.#book.remove(pid);
  }

  release(): void {
    this.#book.remove(process.pid);
  }
}
