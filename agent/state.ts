import { createHash } from "node:crypto";
import { chmod, mkdir, open, readFile, rename } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { dirname, join, resolve } from "node:path";
import { z } from "zod";
import { AgentError } from "./errors";
import { type AgentKey, generateKey, readKey } from "./transport/key";
import type { KeyStore } from "./transport/key-ring";

const identitySchema = z.object({
  hostId: z.string(),
  url: z.url(),
  siteName: z.string(),
  operatorName: z.string(),
  hostname: z.string(),
  simulate: z.string().nullable(),
  dockerSocket: z.string(),
  advertisedAddress: z.string(),
  /** Where the engine's interfaces are, when not where the agent is. */
  engineNetns: z.string().nullable().default(null),
  /** False only of a simulated host whose engine the agent cannot reach into. */
  isIsolated: z.boolean().default(true),
  /** What simulated devices are derived from: the host's first key, for devices stay when keys are replaced. */
  simulationSeed: z.string().optional(),
});
export type Identity = z.infer<typeof identitySchema>;

/** A file of the agent's that is written whole or not at all. */
export interface StateFile {
  read(): Promise<string | null>;
  write(text: string): Promise<void>;
}

export interface StateDir extends KeyStore {
  path: string;
  devicesFile: string;
  /** Where a simulated host that has restarted on its own says so. */
  bootIdFile: string;
  endingsFile: StateFile;
  /** Where the engine keeps its own files, as it said when it last answered. */
  engineRootFile: StateFile;
  /** Made on first use. */
  key(): Promise<AgentKey>;
  /** The next key, where a replacement was begun and is not known to be through. */
  findNextKey(): Promise<AgentKey | null>;
  findIdentity(): Promise<Identity | null>;
  saveIdentity(identity: Identity): Promise<void>;
  saveDevices(devices: object): Promise<void>;
  /** One more than ever before, and more than `above`; durably written before it is used. */
  nextRun(above?: number): Promise<number>;
  /** Refuses a second agent on the same state; the kernel lets go when this process ends, however it ends. */
  lock(): Promise<Server>;
}

async function readIfThere(path: string): Promise<string | null> {
  return readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw new AgentError(`${path} cannot be read: ${error.message}`);
  });
}

function intact<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new AgentError(`${path} is damaged: ${(error as Error).message}`);
  }
}

async function writeWhole(path: string, text: string, mode = 0o600): Promise<void> {
  const part = `${path}.${process.pid}.part`;
  const file = await open(part, "w", mode);
  await file.chmod(mode);
  await file.writeFile(text);
  await file.sync();
  await file.close();
  await rename(part, path);
  await syncDir(path);
}

/** A name that the disk does not have yet may be gone after a power cut, with its file. */
async function syncDir(path: string): Promise<void> {
  const dir = await open(dirname(path), "r");
  await dir.sync();
  await dir.close();
}

async function findKey(path: string): Promise<AgentKey | null> {
  const pem = await readIfThere(path);
  return pem === null ? null : intact(path, () => readKey(pem));
}

async function findOrMakeKey(path: string): Promise<AgentKey> {
  const found = await findKey(path);
  if (found) return found;
  const key = generateKey();
  await writeWhole(path, key.pem);
  return key;
}

export async function openStateDir(path: string): Promise<StateDir> {
  if (path.trim() === "") throw new AgentError("--state-dir is empty.", 2);
  const dir = resolve(path);
  await mkdir(dir, { recursive: true })
    .then(() => chmod(dir, 0o700))
    .catch((error: Error) => {
      throw new AgentError(`The state directory ${dir} cannot be made: ${error.message}`);
    });
  const file = (name: string) => join(dir, name);
  const stateFile = (name: string): StateFile => ({
    read: () => readIfThere(file(name)),
    write: (text) => writeWhole(file(name), text),
  });
  return {
    path: dir,
    devicesFile: file("devices.json"),
    bootIdFile: file("boot-id"),
    endingsFile: stateFile("endings.json"),
    engineRootFile: stateFile("engine-root"),
    key: () => findOrMakeKey(file("key")),
    findNextKey: () => findKey(file("key.next")),
    nextKey: () => findOrMakeKey(file("key.next")),
    async promoteNextKey() {
      await rename(file("key.next"), file("key"));
      await syncDir(file("key"));
    },
    async findIdentity() {
      const text = await readIfThere(file("identity.json"));
      if (text === null) return null;
      const parsed = identitySchema.safeParse(intact(file("identity.json"), () => JSON.parse(text)));
      if (!parsed.success)
        throw new AgentError(`${file("identity.json")} is damaged: ${z.prettifyError(parsed.error)}`);
      return parsed.data;
    },
    saveIdentity: (identity) => writeWhole(file("identity.json"), `${JSON.stringify(identity, null, 2)}\n`),
    saveDevices: (devices) => writeWhole(file("devices.json"), `${JSON.stringify(devices, null, 2)}\n`, 0o644),
    async nextRun(above = 0) {
      const run = Math.max(Number((await readIfThere(file("run"))) ?? 0), above) + 1;
      if (!Number.isSafeInteger(run)) throw new AgentError(`${file("run")} is damaged: it must hold a number.`);
      await writeWhole(file("run"), `${run}\n`);
      return run;
    },
    lock: () => lockByName(dir),
  };
}

async function lockByName(dir: string): Promise<Server> {
  const server = createServer();
  // abstract sockets are Linux's; elsewhere the platform's sequence check alone tells two agents apart
  if (process.platform !== "linux") return server;
  const name = `\0openhall-agent-${createHash("sha256").update(dir).digest("hex").slice(0, 32)}`;
  await new Promise<void>((settle, refuse) => {
    server.once("error", () => refuse(new AgentError(`Another agent runs with the state directory ${dir}.`)));
    server.listen(name, settle);
  });
  server.unref();
  return server;
}
