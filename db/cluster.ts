import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { findServerUser, locateBinaries, makeEnterable, type ServerBinaries, type ServerUser } from "./cluster-home";

export interface ClusterOptions {
  dataDir: string;
  password: string;
  /** Chosen free when absent or taken. */
  port?: number;
  /** False only for tests: commits don't wait for the disk, so a power cut would lose them. */
  durable: boolean;
  logFile: string;
}

export interface Cluster {
  pid: number;
  port: number;
  wasCreated: boolean;
  url(database: string): string;
  /** Settles when the server has ended, asked for or not. */
  ended: Promise<void>;
  stop(): Promise<void>;
}

const startLimitMs = 30_000;
const stopLimitMs = 15_000;

/** Starts the PostgreSQL that came with npm on a data directory, made on first use. A server left on it by a killed run is stopped first. */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const user = findServerUser();
  const binaries = await locateBinaries(user);
  await stopLeftover(options.dataDir);
  const wasCreated = !existsSync(path.join(options.dataDir, "PG_VERSION"));
  if (wasCreated) await initialise(options, binaries, user);

  const port = options.port !== undefined && (await isPortFree(options.port)) ? options.port : await findFreePort();
  const child = launch(options, binaries, user, port);
  const ended = once(child, "close").then(() => undefined);
  const killOnExit = () => child.kill("SIGQUIT");
  process.once("exit", killOnExit);
  void ended.then(() => process.off("exit", killOnExit));

  const url = (database: string) => clusterUrl(port, options.password, database);
  await waitUntilReady(url("postgres"), child, options.logFile);
  return {
    pid: child.pid as number,
    port,
    wasCreated,
    url,
    ended,
    async stop() {
      child.kill("SIGINT");
      if (await settlesWithin(ended, stopLimitMs)) return;
      child.kill("SIGQUIT");
      await ended;
    },
  };
}

/** Where a cluster that this module started answers. */
export function clusterUrl(port: number, password: string, database: string): string {
  return `postgres://postgres:${password}@127.0.0.1:${port}/${database}`;
}

export async function isPortFree(port: number, host = "127.0.0.1"): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    // An address that this machine does not have is nobody's.
    server.once("error", (error: NodeJS.ErrnoException) =>
      resolve(error.code === "EADDRNOTAVAIL" || error.code === "EAFNOSUPPORT"),
    );
    server.listen(port, host, () => server.close(() => resolve(true)));
  });
}

export async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("The system gave no TCP port");
  return address.port;
}

async function initialise(options: ClusterOptions, binaries: ServerBinaries, user: ServerUser | null): Promise<void> {
  rmSync(options.dataDir, { recursive: true, force: true });
  makeEnterable(path.dirname(options.dataDir));
  mkdirSync(options.dataDir, { mode: 0o700 });
  const passwordFile = `${options.dataDir}.password`;
  writeFileSync(passwordFile, `${options.password}\n`, { mode: 0o600 });
  if (user) {
    for (const owned of [options.dataDir, passwordFile]) chownSync(owned, user.uid, user.gid);
  }
  chmodSync(options.dataDir, 0o700);
  const log = openSync(options.logFile, "a");
  const flags = ["--username=postgres", "--auth=scram-sha-256", "--encoding=UTF8", "--locale-provider=builtin"];
  const args = [
    `--pgdata=${options.dataDir}`,
    `--pwfile=${passwordFile}`,
    "--builtin-locale=C.UTF-8",
    "--locale=C",
    ...flags,
  ];
  if (!options.durable) args.push("--no-sync");
  try {
    const child = spawn(binaries.initdb, args, {
      ...user,
      cwd: "/",
      stdio: ["ignore", log, log],
      env: serverEnvironment(),
    });
    const [code] = (await once(child, "close")) as [number | null];
    if (code === 0) return;
    rmSync(options.dataDir, { recursive: true, force: true });
    throw new Error(`initdb failed (exit ${code}): ${tail(options.logFile)}`);
  } finally {
    closeSync(log);
    rmSync(passwordFile, { force: true });
  }
}

function launch(
  options: ClusterOptions,
  binaries: ServerBinaries,
  user: ServerUser | null,
  port: number,
): ChildProcess {
  const settings: Record<string, string> = {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    max_connections: "200",
    ...(options.durable
      ? {}
      : {
          fsync: "off",
          synchronous_commit: "off",
          full_page_writes: "off",
          // It may lie in memory.
          max_wal_size: "256MB",
          wal_level: "minimal",
          max_wal_senders: "0",
        }),
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const log = openSync(options.logFile, "a");
  const child = spawn(binaries.postgres, ["-D", options.dataDir, "-p", String(port), ...flags], {
    ...user,
    cwd: "/",
    // Its own session, so that Ctrl-C in a terminal reaches the one who started it and not the server: the order of stopping is kept.
    detached: true,
    stdio: ["ignore", log, log],
    env: serverEnvironment(),
  });
  closeSync(log);
  return child;
}

function serverEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, LC_ALL: "C", PGDATA: undefined, PGPORT: undefined };
}

async function waitUntilReady(url: string, child: ChildProcess, logFile: string): Promise<void> {
  let failure: unknown;
  child.once("error", (error) => {
    failure = error;
  });
  for (const deadline = Date.now() + startLimitMs; Date.now() < deadline; await sleep(30)) {
    if (failure || child.exitCode !== null) break;
    const client = new pg.Client({ connectionString: url });
    client.on("error", () => undefined);
    try {
      await client.connect();
      return;
    } catch {
      // Not yet listening; the exit code and the deadline above end the wait.
    } finally {
      await client.end().catch(() => undefined);
    }
  }
  child.kill("SIGQUIT");
  throw new Error(`PostgreSQL did not start: ${failure ? String(failure) : tail(logFile)}`);
}

/** Ends the server that holds a data directory, if there is one; told by its command line, so a recycled pid is never touched. */
export async function stopLeftover(dataDir: string): Promise<boolean> {
  const pidFile = path.join(dataDir, "postmaster.pid");
  if (!existsSync(pidFile)) return false;
  const pid = Number(readFileSync(pidFile, "utf8").split("\n")[0]);
  if (!Number.isInteger(pid) || pid <= 1) return false;
  const holds = () => commandLineOf(pid).includes(dataDir);
  const wasRunning = holds();
  for (const signal of ["SIGINT", "SIGQUIT", "SIGKILL"] as const) {
    if (!holds()) break;
    process.kill(pid, signal);
    for (const deadline = Date.now() + 5_000; holds() && Date.now() < deadline; ) await sleep(50);
  }
  rmSync(pidFile, { force: true });
  return wasRunning;
}

function commandLineOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return "";
  }
}

async function settlesWithin(promise: Promise<void>, limitMs: number): Promise<boolean> {
  const cancel = new AbortController();
  const late = sleep(limitMs, false, { signal: cancel.signal }).catch(() => false);
  const settled = await Promise.race([promise.then(() => true), late]);
  cancel.abort();
  return settled;
}

function tail(file: string): string {
  if (!existsSync(file)) return "no log was written";
  return readFileSync(file, "utf8").trimEnd().split("\n").slice(-8).join("\n");
}
