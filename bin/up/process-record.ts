import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

export interface ProcessRecord {
  name: string;
  pid: number;
  /** When the kernel says it started: with the pid it names one process, for pids come around again. */
  startedAt: string;
}

/** Null when there is no such process; one that has ended and waits for its parent counts as gone. */
export function findStartedAt(pid: number): string | null {
  try {
    if (!existsSync("/proc/self/stat")) {
      return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], {
        stdio: ["ignore", "pipe", "ignore"],
      }).toString();
    }
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
}

export function isRunning(record: ProcessRecord): boolean {
  return findStartedAt(record.pid) === record.startedAt;
}

/** The processes this clone has started, in a file, so that the next run can stop what a killed one left behind. */
export class ProcessBook {
  constructor(private readonly file: string) {}

  list(): ProcessRecord[] {
    try {
      return JSON.parse(readFileSync(this.file, "utf8")) as ProcessRecord[];
    } catch {
      return [];
    }
  }

  add(name: string, pid: number): void {
    const startedAt = findStartedAt(pid);
    if (startedAt !== null) this.write([...this.list().filter(isRunning), { name, pid, startedAt }]);
  }

  remove(pid: number): void {
    this.write(this.list().filter((record) => record.pid !== pid));
  }

  clear(): void {
    rmSync(this.file, { force: true });
  }

  private write(records: ProcessRecord[]): void {
    writeFileSync(this.file, JSON.stringify(records, null, 2));
  }
}

/** Asks each recorded process that still runs to end, with its group, and kills it after the grace. Returns their names. */
export async function stopRecorded(records: ProcessRecord[], graceMs = 8_000): Promise<string[]> {
  const running = records.filter(isRunning);
  for (const record of running) signalGroup(record.pid, "SIGTERM");
  for (const deadline = Date.now() + graceMs; running.some(isRunning) && Date.now() < deadline; ) await sleep(50);
  for (const record of running.filter(isRunning)) signalGroup(record.pid, "SIGKILL");
  return running.map((record) => record.name);
}

/** Every process here is started as the leader of its own group. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
