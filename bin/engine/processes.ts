import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

const execFileAsync = promisify(execFile);

/** Runs a command and gives its standard output; a failure carries what the command said. */
export async function run(file: string, args: string[], options: { env?: NodeJS.ProcessEnv; cwd?: string } = {}) {
  try {
    const { stdout } = await execFileAsync(file, args, { maxBuffer: 64 << 20, ...options });
    return stdout;
  } catch (error) {
    const { stderr, message } = error as { stderr?: string; message: string };
    throw new Error(`${file} ${args.join(" ")}: ${stderr?.trim() || message}`);
  }
}

export async function succeeds(file: string, args: string[]): Promise<boolean> {
  return run(file, args).then(
    () => true,
    () => false,
  );
}

/** A zombie counts as gone: where PID 1 reaps late, its pid would "exist" for ever. */
export async function isAlive(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => null);
  if (stat === null) return false;
  const state = stat.slice(stat.lastIndexOf(")") + 2, stat.lastIndexOf(")") + 3);
  return state !== "Z" && state !== "X";
}

export async function commandLine(pid: number): Promise<string> {
  return (await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")).replaceAll("\0", " ").trim();
}

export async function pidFromFile(path: string): Promise<number | null> {
  const pid = Number.parseInt(await readFile(path, "utf8").catch(() => ""), 10);
  return Number.isInteger(pid) && pid > 1 ? pid : null;
}

async function processesWhere(matches: (pid: number) => Promise<boolean>): Promise<number[]> {
  const found: number[] = [];
  for (const entry of await readdir("/proc")) {
    const pid = Number(entry);
    if (!Number.isInteger(pid) || pid === process.pid) continue;
    if ((await matches(pid)) && (await isAlive(pid))) found.push(pid);
  }
  return found;
}

/** Living processes whose command line names `marker`, a path that only this engine uses. */
export const findProcesses = (marker: string) =>
  processesWhere(async (pid) => (await commandLine(pid)).includes(marker));

export const findCgroupMembers = (cgroup: string) =>
  processesWhere(async (pid) =>
    (await readFile(`/proc/${pid}/cgroup`, "utf8").catch(() => "")).includes(`:${cgroup}/`),
  );

export async function waitUntilGone(pid: number, timeoutMs: number): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  while (await isAlive(pid)) {
    if (performance.now() > deadline) return false;
    await sleep(20);
  }
  return true;
}

function signal(pid: number, name: NodeJS.Signals) {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

export async function terminate(pid: number, graceMs: number): Promise<void> {
  if (!(await isAlive(pid))) return;
  signal(pid, "SIGTERM");
  if (await waitUntilGone(pid, graceMs)) return;
  signal(pid, "SIGKILL");
  await waitUntilGone(pid, 5_000);
}

export async function kill(pid: number): Promise<void> {
  signal(pid, "SIGKILL");
  await waitUntilGone(pid, 5_000);
}
